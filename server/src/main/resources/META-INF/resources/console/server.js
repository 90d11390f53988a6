// The server: packs with their licences, statistics where the caller may see them, and what its operator does.

import { call, stream } from './connect.js';
import { bytes, count } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

/** Draws the view. */
export async function show(context) {
  try {
    const [packs, stats] = await Promise.all([
      call('PackService/ListPacks', {}, context.signal),
      call('AdminService/GetStats', {}, context.signal).catch(() => null),
    ]);
    const tasks = { text: '', isRunning: false };
    const draw = () => context.signal.aborted || render(page(packs.packs ?? [], stats, tasks, context, draw), context.root);
    draw();
  } catch (error) {
    context.fail(error);
  }
}

/** Figures of the whole server, positions among them, are answered to its operator alone. */
const isOperator = (stats) => Boolean(stats && (stats.ledgerSizeBytes || stats.diskFreeBytes));

function page(packs, stats, tasks, context, draw) {
  return html`<h1>Server</h1>
    <h2>Packs</h2>
    <ul class="cards">${packs.map((pack) => html`<li class="card">
      <h3>${pack.name} ${pack.packVersion}</h3>
      <p>${pack.displayName}</p>
      <p class="meta">licence ${pack.licence} · ${pack.dimension} numbers · code ${pack.codeFingerprint}</p></li>`)}</ul>
    <h2>Statistics</h2>
    ${stats ? html`<table><tbody>${rows(stats).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`
      : html`<p class="hint">This token may not see the server's statistics.</p>`}
    ${isOperator(stats) ? operator(tasks, context, draw) : nothing}`;
}

/** Backup, check and compaction while the server serves; `tasks` keeps what runs and how it ended. */
function operator(tasks, context, draw) {
  const run = (procedure, request, done) => async () => {
    Object.assign(tasks, { isRunning: true, text: 'running…' });
    draw();
    try {
      let last = {};
      for await (const message of stream(procedure, request, context.signal)) {
        last = message;
        if (message.progress) {
          tasks.text = `${count(message.progress.doneCount ?? 0)} of ${count(message.progress.totalCount ?? 0)}`;
          draw();
        }
      }
      tasks.text = done(last);
    } catch (error) {
      tasks.text = '';
      context.fail(error);
    }
    tasks.isRunning = false;
    draw();
  };
  const compact = async () => {
    Object.assign(tasks, { isRunning: true, text: 'running…' });
    draw();
    try {
      await call('AdminService/CompactLedger', {}, context.signal);
      tasks.text = 'The space of deleted gists was given back.';
    } catch (error) {
      tasks.text = '';
      context.fail(error);
    }
    tasks.isRunning = false;
    draw();
  };
  const backup = run('AdminService/BackupLedger', {}, (last) => `Backed up to ${last.path}, ${bytes(last.sizeBytes)}: copy it to another machine.`);
  const check = run('AdminService/CheckLedger', { deep: false }, (last) => (Number(last.findingCount ?? 0) ? `${count(last.findingCount)} findings: gistwire ledger check lists them` : 'The check found nothing.'));
  return html`<h2>Operator</h2>
    <div class="toolbar">
      <button type="button" class="primary" ?disabled=${tasks.isRunning} @click=${backup}>Back up</button>
      <button type="button" ?disabled=${tasks.isRunning} @click=${check}>Check the ledger</button>
      <button type="button" ?disabled=${tasks.isRunning} @click=${compact}>Compact</button>
    </div>
    <p id="task" role="status">${tasks.text}</p>`;
}

const rows = (stats) => [
  ['version', stats.serverVersion],
  ['up for', stats.uptime],
  ['ledger', stats.ledgerState ?? ''],
  ['gists', count(stats.gistCount)],
  ['layer bytes', bytes(stats.layerBytes)],
  ['ledger on disk', bytes(stats.ledgerSizeBytes)],
  ['index on disk', bytes(stats.indexSizeBytes)],
  ['disk free', bytes(stats.diskFreeBytes)],
  ['index behind', stats.indexLag ?? '0s'],
  ['sessions', count(stats.sessionCount)],
  ['sources', count(stats.sourceCount)],
  ['watches', count(stats.watchCount)],
  ['skipped, lost, refused', `${count(stats.skippedCount)}, ${count(stats.lostCount)}, ${count(stats.rejectedCount)}`],
];
