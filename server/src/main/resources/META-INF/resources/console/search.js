// Search: one box for text, a photo dropped in, or "more like this"; filters as chips, all of it in the URL.

import { card } from './cards.js';
import { call, token } from './connect.js';
import { base64, count } from './format.js';
import { asCommand, asCurl, asJava } from './forms.js';
import { html, nothing, render } from './lib/lit-html.js';

const PAGE_SIZE = 50;
const LOWEST_CHANCE_SCORE = 1 / 3;
const LEAST_SCORE = 1e-6;
const MAX_PHOTO_BYTES = 12 << 20;
const FIELDS = 'name,caption,captionOrigin,captionConfidence,labels,captureTime,receiveTime,layerSizes';
let photo = null;

/** What the URL states. */
function searchOf(parameters) {
  return {
    text: parameters.get('q') ?? '',
    words: parameters.get('words') === '1',
    like: parameters.get('like') ?? '',
    photo: parameters.get('photo') === '1' && photo,
    sources: parameters.getAll('source'),
    labels: parameters.getAll('label'),
    newest: parameters.get('order') === 'newest',
  };
}

function parametersOf(search) {
  const parameters = new URLSearchParams();
  if (search.photo) parameters.set('photo', '1');
  else if (search.like) parameters.set('like', search.like);
  else if (search.text) parameters.set('q', search.text);
  if (search.words) parameters.set('words', '1');
  if (search.newest) parameters.set('order', 'newest');
  search.sources.forEach((source) => parameters.append('source', source));
  search.labels.forEach((label) => parameters.append('label', label));
  return parameters;
}

const isEmpty = (search) => !search.text && !search.like && !search.photo;

/**
 * The request of a search.
 *
 * @param chance the score from which hits count, which those that come newest first have all
 */
export function requestOf(search, chance = 0) {
  const query = search.photo
    ? { terms: [{ photo: search.photo.data }] }
    : search.like
      ? { terms: [{ gist: search.like }] }
      : search.words
        ? { captionWords: search.text }
        : { terms: [{ text: search.text }] };
  return {
    query,
    pageSize: PAGE_SIZE,
    readMask: FIELDS,
    ...(search.newest ? { order: 'SEARCH_ORDER_NEWEST', minScore: Math.max(chance, LEAST_SCORE) } : {}),
    filter: {
      sources: search.sources.map((source) => `sources/${source}`),
      allLabels: search.labels,
    },
  };
}

/** Draws the view. */
export async function show(context) {
  const search = searchOf(context.parameters);
  const draw = (state) => render(page(search, context, state), context.root);
  if (isEmpty(search)) {
    draw({ hits: null });
    return;
  }
  draw({ hits: null, isBusy: true });
  try {
    const sources = call('GistService/ListSources', { pageSize: 1000 }, context.signal).catch(() => ({}));
    const totalOf = (held) => (held.sources ?? []).reduce((sum, source) => sum + Number(source.gistCount ?? 0), 0);
    const chanceOf = (held) => (search.words ? 0 : chanceScore(totalOf(held)));
    // Newest first, what is chance must be known before; best first, both calls go at once.
    const asked = search.newest ? sources.then((held) => requestOf(search, chanceOf(held))) : Promise.resolve(requestOf(search));
    const [found, held] = await Promise.all([asked.then((request) => call('SearchService/Search', request, context.signal)), sources]);
    const total = totalOf(held);
    const hits = found.hits ?? [];
    draw({ hits, chance: chanceOf(held), pending: Number(found.captionsPending ?? 0) });
    context.say(`${hits.length} ${hits.length === 1 ? 'hit' : 'hits'} among ${count(total)} gists`);
  } catch (error) {
    draw({ hits: null });
    context.fail(error);
  }
}

/**
 * The score that the best of so many random gists reaches: score is -log10(p) / 6, and among n gists one has p = 1 / n by chance
 * (docs/search.md, "What a score means").
 */
export function chanceScore(total) {
  return Math.max(LOWEST_CHANCE_SCORE, Math.min(1, Math.log10(Math.max(1, total)) / 6));
}

function page(search, context, { hits, chance = 0, pending = 0, isBusy = false }) {
  const go = (changes) => context.go(parametersOf({ ...search, ...changes }));
  return html`<h1 class="hidden">Search</h1>
    <form class="search" role="search" @submit=${(event) => submit(event, go)} @dragover=${(event) => event.preventDefault()} @drop=${(event) => drop(event, go, context)}>
      <label class="hidden" for="q">What to look for</label>
      <input id="q" name="q" type="search" placeholder="a dog on the beach" .value=${search.text} autocomplete="off">
      <button class="primary">Search</button>
      <label class="file">Photo… <input type="file" accept="image/jpeg,image/png,image/webp" @change=${(event) => take(event.target.files[0], go, context)}></label>
      <label><input type="checkbox" name="words" .checked=${search.words}> words in captions</label>
    </form>
    ${chips(search, go)}
    ${isBusy ? html`<p class="hint">Searching…</p>` : nothing}
    ${hits ? results(hits, chance, pending, search, context, go) : isBusy ? nothing : hint()}`;
}

const hint = () => html`<p class="hint">Search by meaning: describe what is in the photo, or drop a photo here. <a href="#/live">Live</a> shows what is arriving.</p>`;

function submit(event, go) {
  event.preventDefault();
  const form = event.target;
  go({ text: form.q.value.trim(), words: form.words.checked, like: '', photo: null });
}

function drop(event, go, context) {
  event.preventDefault();
  take(event.dataTransfer.files[0], go, context);
}

async function take(file, go, context) {
  if (!file) return;
  if (file.size > MAX_PHOTO_BYTES) {
    context.fail(new Error(`${file.name} has ${count(file.size)} bytes; at most ${count(MAX_PHOTO_BYTES)} are sent from here`));
    return;
  }
  photo = { name: file.name, data: await base64(file), url: URL.createObjectURL(file) };
  go({ text: '', like: '', words: false, photo });
}

function chips(search, go) {
  const chip = (text, changes) => html`<li><button type="button" class="chip removable" @click=${() => go(changes)} aria-label="Remove ${text}">${text} ×</button></li>`;
  return html`<ul class="chips" aria-label="Filters">
    ${search.photo ? html`<li><img class="asked" src=${search.photo.url} alt="the photo that is looked for"></li>${chip(search.photo.name, { photo: null })}` : nothing}
    ${search.like ? chip(`like ${search.like}`, { like: '' }) : nothing}
    ${search.sources.map((source) => chip(`source ${source}`, { sources: search.sources.filter((s) => s !== source) }))}
    ${search.labels.map((label) => chip(`label ${label}`, { labels: search.labels.filter((l) => l !== label) }))}
  </ul>`;
}

function results(hits, chance, pending, search, context, go) {
  const above = hits.filter((hit) => (hit.score ?? 0) >= chance);
  const below = hits.filter((hit) => (hit.score ?? 0) < chance);
  const item = (hit) => card(hit.gist, {
    hit,
    fail: context.fail,
    label: (text) => go({ labels: [...new Set([...search.labels, text])] }),
  });
  return html`<div class="toolbar">
      <label><input type="checkbox" .checked=${search.newest} @change=${(event) => go({ newest: event.target.checked })}> newest first, all that are more than chance</label>
      ${search.text && !search.words ? html`<a href="#/watches?${new URLSearchParams({ q: search.text })}">Watch for this</a>` : nothing}
      ${copies(search, chance, context)}
    </div>
    ${pending ? html`<p class="hint">The captions of ${count(pending)} gists are not read yet; words do not find those.</p>` : nothing}
    ${above.length ? html`<ol class="cards">${above.map(item)}</ol>` : html`<p class="hint">Nothing here is more like it than chance.</p>`}
    ${below.length ? html`<p class="chance" role="separator">below this it is chance</p><ol class="cards faint">${below.map(item)}</ol>` : nothing}`;
}

function copies(search, chance, context) {
  const request = requestOf(search, chance);
  const forms = {
    curl: asCurl(location.origin, 'SearchService/Search', request, Boolean(token.get())),
    gistwire: asCommand(search, request.minScore),
    Java: asJava(`${location.hostname}:9000`, 'SearchService/Search', request, Boolean(token.get())),
  };
  return html`<details class="copy"><summary>Copy as</summary>
    ${Object.entries(forms).filter(([, text]) => text && text.length < 100_000).map(([name, text]) => html`<div>
      <button type="button" @click=${() => navigator.clipboard.writeText(text).then(() => context.say(`copied as ${name}`), context.fail)}>${name}</button>
      <pre data-form=${name}>${text}</pre></div>`)}
  </details>`;
}
