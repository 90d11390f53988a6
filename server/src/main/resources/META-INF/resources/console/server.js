// The server: packs with their licences, and its own statistics where the caller may see them.

import { call } from './connect.js';
import { bytes, count } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

/** Draws the view. */
export async function show(context) {
  try {
    const [packs, stats] = await Promise.all([
      call('PackService/ListPacks', {}, context.signal),
      call('AdminService/GetStats', {}, context.signal).catch(() => null),
    ]);
    render(page(packs.packs ?? [], stats), context.root);
  } catch (error) {
    context.fail(error);
  }
}

function page(packs, stats) {
  return html`<h1>Server</h1>
    <h2>Packs</h2>
    <ul class="cards">${packs.map((pack) => html`<li class="card">
      <h3>${pack.name} ${pack.packVersion}</h3>
      <p>${pack.displayName}</p>
      <p class="meta">licence ${pack.licence} · ${pack.dimension} numbers · code ${pack.codeFingerprint}</p></li>`)}</ul>
    <h2>Statistics</h2>
    ${stats ? html`<table><tbody>${rows(stats).map(([name, value]) => html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`)}</tbody></table>`
      : html`<p class="hint">This token may not see the server's statistics.</p>`}
    ${nothing}`;
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
