// How one gist is shown, in results and among arrivals.

import { call } from './connect.js';
import { bytes, caption, layerBytes, sourceOf, time } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

const INFERRED = 'CAPTION_ORIGIN_INFERRED';

/** A list item: caption, labels, source, time; `hit` adds its score. */
export function card(gist, { hit, fail, label }) {
  const name = gist.name;
  return html`<li class="card">
    <h2 class="title">${caption(gist)}${gist.captionOrigin === INFERRED
      ? html` <span class="origin" title="Inferred from the code; no one wrote it">inferred${gist.captionConfidence
          ? html` ${Math.round(100 * gist.captionConfidence)} %`
          : nothing}</span>`
      : nothing}</h2>
    ${hit ? score(hit) : nothing}
    <p class="labels">${(gist.labels ?? []).map((text) => label
      ? html`<button type="button" class="chip" @click=${() => label(text)} title="Only gists with this label">${text}</button> `
      : html`<span class="chip">${text}</span> `)}</p>
    <p class="meta"><a href="#/search?${new URLSearchParams({ like: name, source: sourceOf(name) })}" title="More like this from this source">${sourceOf(name)}</a> · <time datetime=${gist.captureTime ?? ''}>${time(gist.captureTime)}</time> · ${bytes(layerBytes(gist))}</p>
    <p class="actions">
      <a href="#/search?${new URLSearchParams({ like: name })}">More like this</a>
      <button type="button" class="link" @click=${() => describe(name, fail)}>Details</button>
    </p>
  </li>`;
}

function score(hit) {
  const value = hit.score ?? 0;
  return html`<p class="score"><meter min="0" max="1" value=${value} aria-label="score"></meter> ${value.toFixed(2)}</p>`;
}

/** Opens the dialog with everything that a gist contains. */
export async function describe(name, fail) {
  const dialog = document.getElementById('detail');
  try {
    const said = await call('GistService/DescribeGist', { name });
    render(
      html`<h2 id="detail-title">${said.composedCaption || said.caption || 'no caption'}</h2>
        <p class="meta"><code>${name}</code></p>
        <table>
          <caption>Labels by the embedding</caption>
          <tbody>${(said.labels ?? []).map((label) => html`<tr><th scope="row">${label.label}</th><td>${Math.round(100 * (label.probability ?? 0))} %</td></tr>`)}</tbody>
        </table>
        <table>
          <caption>Layers, ${bytes(said.layerBytes)} by ${said.pack}</caption>
          <thead><tr><th scope="col">layer</th><th scope="col">bytes</th><th scope="col">content</th></tr></thead>
          <tbody>${(said.layers ?? []).map((layer) => html`<tr>
            <th scope="row">${layer.kind.replace('LAYER_KIND_', '').toLowerCase()}</th>
            <td>${layer.sizeBytes ?? 0}</td>
            <td class="summary">${layer.summary}</td></tr>`)}</tbody>
        </table>
        <div class="actions"><button type="button" class="primary" @click=${() => dialog.close()}>Close</button></div>`,
      dialog,
    );
    dialog.showModal();
  } catch (error) {
    fail(error);
  }
}
