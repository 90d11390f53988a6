// Live arrivals with a meter: what was received since this page was opened, and what photos would have cost.

import { card } from './cards.js';
import { call, follow } from './connect.js';
import { bytes, count, layerBytes } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

const KEPT = 60;
const SETTINGS_KEY = 'gistwire.meter';
const FIELDS = 'name,caption,captionOrigin,captionConfidence,labels,captureTime,receiveTime,layerSizes';

function settings() {
  try {
    return { jpegBytes: 44_000, price: 0, ...JSON.parse(localStorage.getItem(SETTINGS_KEY) ?? '{}') };
  } catch {
    return { jpegBytes: 44_000, price: 0 };
  }
}

/** Draws the view and follows until it is left. */
export function show(context) {
  const meter = { gists: 0, bytes: 0, since: new Date(), ...settings() };
  let gists = [];
  let state = 'connecting';
  let position;
  let isDue = false;
  const draw = () => {
    // At most once a frame, however much arrives.
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      if (!context.signal.aborted) render(page(meter, gists, state, context, draw), context.root);
    });
  };
  call('GistService/ListGists', { pageSize: 20, readMask: FIELDS }, context.signal)
    .then((listed) => {
      const known = new Set(gists.map((gist) => gist.name));
      gists = [...gists, ...(listed.gists ?? []).filter((gist) => !known.has(gist.name))].slice(0, KEPT);
      draw();
    })
    .catch(context.fail);
  follow(
    'GistService/FollowGists',
    () => ({ readMask: FIELDS, ...(position === undefined ? {} : { afterPosition: position }) }),
    (message) => {
      position = message.position ?? position;
      if (message.gist) {
        if (!gists.some((gist) => gist.name === message.gist.name)) {
          meter.gists += 1;
          meter.bytes += layerBytes(message.gist);
        }
        gists = [message.gist, ...gists.filter((gist) => gist.name !== message.gist.name)].slice(0, KEPT);
      } else if (message.deletedGist) {
        gists = gists.filter((gist) => gist.name !== message.deletedGist);
      }
      draw();
    },
    (changed) => {
      if (state !== changed) {
        state = changed;
        draw();
      }
    },
    context.signal,
  ).catch(context.fail);
  draw();
}

function page(meter, gists, state, context, draw) {
  const jpegs = meter.gists * meter.jpegBytes;
  const change = (name) => (event) => {
    meter[name] = Math.max(0, Number(event.target.value) || 0);
    localStorage.setItem(SETTINGS_KEY, JSON.stringify({ jpegBytes: meter.jpegBytes, price: meter.price }));
    draw();
  };
  const cost = (sent) => (meter.price ? html` · ${((sent / 1000) * meter.price).toFixed(2)}` : nothing);
  return html`<h1>Live <small class=${state === 'live' ? 'good' : ''} id="live-state">${state}</small></h1>
    <dl class="meter" aria-label="Since ${meter.since.toLocaleTimeString()}">
      <div><dt>gists since ${meter.since.toLocaleTimeString()}</dt><dd id="meter-gists">${count(meter.gists)}</dd></div>
      <div><dt>layer bytes</dt><dd>${bytes(meter.bytes)}${cost(meter.bytes)}</dd></div>
      <div><dt>the same as JPEGs</dt><dd>${bytes(jpegs)}${cost(jpegs)}</dd></div>
    </dl>
    <details><summary>What a photo would cost</summary>
      <label>bytes of a JPEG <input type="number" min="0" step="1000" .value=${String(meter.jpegBytes)} @change=${change('jpegBytes')}></label>
      <label>price of a kB on your link <input type="number" min="0" step="0.001" .value=${String(meter.price)} @change=${change('price')}></label>
    </details>
    ${gists.length ? html`<ol class="cards" id="arrivals">${gists.map((gist) => card(gist, { fail: context.fail }))}</ol>` : html`<p class="hint">Nothing has arrived yet: <code>gistwire send photos/</code></p>`}`;
}
