// Sources: who sends, when each was last seen, what it skipped.

import { call } from './connect.js';
import { bytes, count, leaf, time } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

const REFRESH_MILLIS = 5000;
const PAGE_SIZE = 200;

/** Draws the view and refreshes it until it is left. */
export async function show(context) {
  const pageToken = context.parameters.get('page') ?? '';
  while (!context.signal.aborted) {
    try {
      const listed = await call('GistService/ListSources', { pageSize: PAGE_SIZE, pageToken }, context.signal);
      render(page(listed), context.root);
    } catch (error) {
      context.fail(error);
      if (error.code === 'unauthenticated' || error.code === 'permission_denied') return;
    }
    await new Promise((resolve) => setTimeout(resolve, REFRESH_MILLIS));
  }
}

function page({ sources = [], nextPageToken }) {
  if (!sources.length) return html`<h1>Sources</h1><p class="hint">Nothing has been sent yet.</p>`;
  return html`<h1>Sources</h1>
    <div class="scroll" tabindex="0" role="region" aria-label="Sources"><table>
      <thead><tr>${['source', 'connected', 'last seen', 'gists', 'layer bytes', 'skipped', 'refused', 'clock'].map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
      <tbody>${sources.map((source) => html`<tr>
        <th scope="row"><a href="#/search?${new URLSearchParams({ source: leaf(source.name) })}">${leaf(source.name)}</a></th>
        <td>${source.connected ? html`<span class="good">yes</span>` : 'no'}</td>
        <td>${time(source.lastReceiveTime)}</td>
        <td>${count(source.gistCount)}</td>
        <td>${bytes(source.layerBytes)}</td>
        <td>${count(source.skippedCount)}</td>
        <td>${count(source.rejectedCount)}</td>
        <td>${clock(Number(source.clockSkewMillis ?? 0))}</td></tr>`)}</tbody>
    </table></div>
    ${nextPageToken ? html`<p><a href="#/sources?${new URLSearchParams({ page: nextPageToken })}">Next page</a></p>` : nothing}`;
}

function clock(millis) {
  if (Math.abs(millis) < 1000) return 'right';
  return `${count(Math.round(Math.abs(millis) / 1000))} s ${millis > 0 ? 'fast' : 'slow'}`;
}
