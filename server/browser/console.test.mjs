// The console in Chromium: search, live arrivals, watches and alerts, keyboard, phone, token, accessibility.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { PHOTOS, start } from './gistwire.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PHONE = { width: 360, height: 740 };
const SOME_PHOTOS = ['kodim23.jpg', 'kodim05.jpg', 'kodim21.jpg'].map((name) => join(PHOTOS, name));
let server;
let browser;

before(async () => {
  server = await start();
  server.gistwire('send', ...SOME_PHOTOS, '--as', 'gate');
  browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
});

after(async () => {
  await browser?.close();
  await server?.stop();
});

/** A page whose errors fail the test; what the server refused on purpose is passed over. */
async function open(url = server.url, options = {}, expected = /$^/) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  const errors = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !expected.test(message.text())) errors.push(message.text());
  });
  await page.goto(url);
  return {
    page,
    async close() {
      await context.close();
      assert.deepEqual(errors, []);
    },
  };
}

async function assertAccessible(page) {
  // Evaluated by the debugger, which the content security policy does not bind.
  await page.evaluate(await import('node:fs').then((fs) => fs.readFileSync(AXE, 'utf8')));
  const found = await page.evaluate(() => globalThis.axe.run());
  assert.deepEqual(found.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' ')}`), []);
}

const screenshot = (page, name) => page.screenshot({ path: join(process.env.SCREENSHOTS, `${name}.png`), fullPage: true });

test('a text finds the photo, and its copied forms run', async () => {
  const { page, close } = await open();
  await page.getByRole('searchbox').fill('two parrots');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.locator('.card').first().waitFor();
  assert.match(page.url(), /q=two\+parrots/);
  assert.match(await page.locator('#status').textContent(), /3 hits among 3 gists/);
  await assertAccessible(page);
  await screenshot(page, 'search');
  await page.getByText('Copy as').click();
  const first = await page.locator('.card .actions a').first().getAttribute('href');
  const curl = await page.locator('pre[data-form=curl]').textContent();
  const byCurl = spawnSync('bash', ['-c', curl], { encoding: 'utf8' });
  const best = JSON.parse(byCurl.stdout).hits[0].name;
  assert.ok(first.includes(encodeURIComponent(best)), `${first} is ${best}`);
  const command = await page.locator('pre[data-form=gistwire]').textContent();
  assert.ok(server.gistwire('search', command.match(/'(.*)'/)[1], '-n', '1').includes(best));
  assert.match(await page.locator('pre[data-form=Java]').textContent(), /SearchRequest\.newBuilder/);
  await close();
});

test('a photo is looked for, and "more like this" finds it again', async () => {
  const { page, close } = await open();
  await page.locator('input[type=file]').setInputFiles(SOME_PHOTOS[0]);
  await page.locator('.card').first().waitFor();
  await page.getByRole('link', { name: 'More like this' }).first().click();
  await page.getByText(/^like sources\/gate/).waitFor();
  await page.locator('.card').first().waitFor();
  await page.getByRole('button', { name: 'Details' }).first().click();
  await page.getByRole('dialog').getByText('Layers').waitFor();
  await screenshot(page, 'details');
  await assertAccessible(page);
  await page.keyboard.press('Escape');
  await close();
});

test('an arrival is seen live, and a watch made from a search raises an alert', async () => {
  const watching = await open(`${server.url}#/watches?q=two+parrots`);
  await watching.page.getByRole('button', { name: /^Test/ }).click();
  await watching.page.locator('#tested').waitFor();
  await watching.page.getByRole('button', { name: 'Save' }).click();
  await watching.page.getByRole('row', { name: /two parrots/ }).waitFor();
  const live = await open(`${server.url}#/live`);
  await live.page.locator('#live-state', { hasText: 'live' }).waitFor();
  const fields = await watching.page.evaluate(async () => {
    const listed = await (await fetch('gistwire.v1.WatchService/ListWatches', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' })).json();
    return listed.watches[0];
  });
  // Any gist raises it: what is tested is the way of an alert, not the threshold.
  server.gistwire('watch', 'add', 'everything', 'a photo', '--min-score', '0.0001');
  assert.ok(fields.topShare > 0);
  server.gistwire('send', SOME_PHOTOS[0], '--as', 'yard');
  await live.page.locator('#meter-gists', { hasText: '1' }).waitFor();
  await live.page.locator('#arrivals .card', { hasText: 'yard' }).waitFor();
  await screenshot(live.page, 'live');
  await assertAccessible(live.page);
  const alert = watching.page.locator('#alerts .card', { hasText: 'yard' }).first();
  await alert.waitFor();
  await alert.getByRole('button', { name: 'Acknowledge' }).click();
  await alert.getByText(/acknowledged/).waitFor();
  await screenshot(watching.page, 'watches');
  await assertAccessible(watching.page);
  await live.close();
  await watching.close();
});

test('everything is reached by keyboard alone', async () => {
  const { page, close } = await open();
  await page.locator('#q').waitFor();
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
  for (let i = 0; i < 20 && (await page.evaluate(() => document.activeElement.id)) !== 'q'; i += 1) await page.keyboard.press('Tab');
  await page.keyboard.type('a boat');
  await page.keyboard.press('Enter');
  await page.locator('.card').first().waitFor();
  for (let i = 0; i < 40 && (await page.evaluate(() => document.activeElement.textContent)) !== 'Details'; i += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('Layers').waitFor();
  await close();
});

test('no view is wider than a phone', async () => {
  const { page, close } = await open(server.url, { viewport: PHONE, colorScheme: 'dark' });
  for (const view of ['search?q=a+dog', 'live', 'watches', 'sources', 'server']) {
    await page.goto(`${server.url}#/${view}`);
    await page.locator('main h1').waitFor({ state: 'attached' });
    await page.waitForTimeout(500);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.width, `${view} is ${width} pixels wide`);
    await screenshot(page, `phone-${view.split('?')[0]}`);
    await assertAccessible(page);
  }
  await close();
});

test('newest first lists what is more than chance by its arrival, by the server', async () => {
  const { page, close } = await open(`${server.url}#/search?q=two+parrots`);
  await page.getByLabel(/newest first/).check();
  await page.waitForURL(/order=newest/);
  // The results of before are shown until the new ones are there.
  const copied = page.locator('pre[data-form=curl]', { hasText: 'SEARCH_ORDER_NEWEST' });
  await copied.waitFor({ state: 'attached' });
  const curl = await copied.textContent();
  const answer = JSON.parse(spawnSync('bash', ['-c', curl], { encoding: 'utf8' }).stdout);
  const names = (answer.hits ?? []).map((hit) => hit.name);
  const shown = await page.locator('.card .actions a').evaluateAll((links) => links.map((link) => new URLSearchParams(link.hash.split('?')[1]).get('like')));
  assert.deepEqual(shown, names);
  const command = await page.locator('pre[data-form=gistwire]').textContent();
  assert.match(command, /--newest --min-score 0\.\d+/);
  await close();
});

test('the operator backs the server up and checks it', async () => {
  const { page, close } = await open(`${server.url}#/server`);
  await page.getByRole('button', { name: 'Back up' }).click();
  await page.locator('#task', { hasText: 'Backed up to' }).waitFor();
  await page.getByRole('button', { name: 'Check the ledger' }).click();
  await page.locator('#task', { hasText: 'found nothing' }).waitFor();
  await page.getByRole('button', { name: 'Compact' }).click();
  await page.locator('#task', { hasText: 'given back' }).waitFor();
  await screenshot(page, 'server');
  await assertAccessible(page);
  await close();
});

test('a server with tokens requests one, states when it is wrong, and goes on with a right one', async () => {
  const closed = await start({ 'gistwire.auth': 'token' }, (run) => run('token', 'create', 'acme', 'READ', 'SEND').trim().split(/\s+/).pop());
  try {
    const { page, close } = await open(closed.url, {}, /401/);
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await dialog.getByLabel('Token').fill('gwwrong');
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.goto(`${closed.url}#/sources`);
    await dialog.waitFor();
    await screenshot(page, 'token');
    await dialog.getByLabel('Token').fill(closed.prepared);
    await dialog.getByRole('button', { name: 'Use it' }).click();
    await page.getByText('Nothing has been sent yet').waitFor();
    assert.equal(await page.evaluate(() => JSON.stringify(localStorage)), '{}');
    await close();
  } finally {
    await closed.stop();
  }
});
