// Watches: made from a text after a test over the past, switched off, deleted; alerts live and acknowledged.

import { call, follow } from './connect.js';
import { count, leaf, time } from './format.js';
import { html, nothing, render } from './lib/lit-html.js';

const KEPT = 100;
const SHARES = [0.001, 0.01, 0.05, 0.1];

/** Draws the view and follows the alerts until it is left. */
export function show(context) {
  const view = {
    watches: [],
    alerts: [],
    text: context.parameters.get('q') ?? '',
    share: 0.01,
    tested: null,
    state: 'connecting',
  };
  const draw = () => {
    if (!context.signal.aborted) render(page(view, actions), context.root);
  };
  const load = async () => {
    const listed = await call('WatchService/ListWatches', { pageSize: 1000 }, context.signal);
    view.watches = listed.watches ?? [];
    draw();
  };
  const attempt = (work) => work().catch(context.fail);
  const actions = actionsOf(view, context, draw, load, attempt);
  let position;
  attempt(load);
  attempt(async () => {
    const listed = await call('WatchService/ListAlerts', { pageSize: KEPT }, context.signal);
    view.alerts = merged(view.alerts, listed.alerts ?? []);
    draw();
  });
  follow(
    'WatchService/Watch',
    () => (position === undefined ? {} : { afterPosition: position }),
    (message) => {
      position = message.alert?.position ?? message.progress?.alertPosition ?? position ?? '0';
      if (message.alert) {
        view.alerts = merged([message.alert], view.alerts);
        context.say(`alert: ${nameOf(view, message.alert)}`);
        attempt(load);
      }
      draw();
    },
    (state) => {
      view.state = state;
      draw();
    },
    context.signal,
  ).catch(context.fail);
  draw();
}

function merged(first, second) {
  const names = new Set(first.map((alert) => alert.name));
  return [...first, ...second.filter((alert) => !names.has(alert.name))].slice(0, KEPT);
}

const watchOf = (view) => ({
  displayName: view.text,
  condition: { query: { terms: [{ text: view.text }] } },
  topShare: view.share,
});

function actionsOf(view, context, draw, load, attempt) {
  return {
    text: (event) => {
      view.text = event.target.value;
      view.tested = null;
      draw();
    },
    share: (event) => {
      view.share = Number(event.target.value);
      view.tested = null;
      draw();
    },
    test: (event) => {
      event.preventDefault();
      attempt(async () => {
        view.tested = await call('WatchService/TestWatch', { watch: watchOf(view), maxAlerts: 5 }, context.signal);
        context.say(`${count(view.tested.alertCount)} alerts in the past 7 days`);
        draw();
      });
    },
    save: () => attempt(async () => {
      await call('WatchService/CreateWatch', { watch: watchOf(view) }, context.signal);
      Object.assign(view, { text: '', tested: null });
      context.say('the watch is saved');
      await load();
    }),
    toggle: (watch) => attempt(async () => {
      await call('WatchService/UpdateWatch', { watch: { name: watch.name, disabled: !watch.disabled, etag: watch.etag }, updateMask: 'disabled' });
      await load();
    }),
    remove: (watch) => {
      if (!confirm(`Delete the watch "${title(watch)}" and its ${count(watch.alertCount)} alerts?`)) return;
      attempt(async () => {
        await call('WatchService/DeleteWatch', { name: watch.name });
        view.alerts = view.alerts.filter((alert) => !alert.name.startsWith(`${watch.name}/`));
        await load();
      });
    },
    acknowledge: (alert) => attempt(async () => {
      const answer = await call('WatchService/AcknowledgeAlert', { name: alert.name });
      view.alerts = view.alerts.map((known) => (known.name === alert.name ? answer.alert : known));
      draw();
    }),
  };
}

const title = (watch) => watch.displayName || leaf(watch.name);

function nameOf(view, alert) {
  const watch = view.watches.find((known) => alert.name?.startsWith(`${known.name}/`));
  return watch ? title(watch) : (alert.name ?? '').split('/')[1];
}

function condition(watch) {
  const { query, labels, captionExpression } = watch.condition ?? {};
  if (captionExpression) return `caption: ${captionExpression}`;
  if (labels) return `labels: ${(labels.labels ?? []).join(', ')}`;
  return (query?.terms ?? []).map((term) => term.text ?? term.gist ?? 'a photo').join(' + ');
}

const threshold = (watch) => (watch.topShare ? `best ${+(100 * watch.topShare).toFixed(2)} %` : watch.minScore ? `score ${watch.minScore.toFixed(2)}` : '');

function page(view, actions) {
  return html`<h1>Watches</h1>
    <form class="search" @submit=${actions.test}>
      <label class="hidden" for="watch-text">What to watch for</label>
      <input id="watch-text" placeholder="a person at the gate" required .value=${view.text} @input=${actions.text}>
      <label>of each source's gists, the best
        <select @change=${actions.share}>${SHARES.map((share) => html`<option value=${share} ?selected=${share === view.share}>${100 * share} %</option>`)}</select></label>
      <button>Test over the past 7 days</button>
      <button type="button" class="primary" id="save-watch" ?disabled=${!view.tested} @click=${actions.save}>Save</button>
    </form>
    ${view.tested ? html`<p class="hint" id="tested">${count(view.tested.alertCount)} alerts would have been raised by ${count(view.tested.examinedCount)} gists.
      ${(view.tested.alerts ?? []).map((alert) => html`<br>${time(alert.captureTime)} ${leaf(alert.source)}: ${alert.caption}`)}</p>` : nothing}
    ${view.watches.length ? html`<div class="scroll" tabindex="0" role="region" aria-label="Watches"><table>
      <thead><tr><th scope="col">watch</th><th scope="col">condition</th><th scope="col">from</th><th scope="col">alerts</th><th scope="col">last triggered</th><th scope="col"><span class="hidden">actions</span></th></tr></thead>
      <tbody>${view.watches.map((watch) => html`<tr class=${watch.disabled ? 'faint' : ''}>
        <th scope="row">${title(watch)}</th><td>${condition(watch)}</td><td>${threshold(watch)}</td>
        <td>${count(watch.alertCount)}</td><td>${time(watch.lastAlertTime)}</td>
        <td><button type="button" @click=${() => actions.toggle(watch)} aria-label="${watch.disabled ? 'Switch on' : 'Switch off'} ${title(watch)}">${watch.disabled ? 'Switch on' : 'Switch off'}</button>
          <button type="button" @click=${() => actions.remove(watch)} aria-label="Delete ${title(watch)}">Delete</button></td></tr>`)}</tbody>
    </table></div>` : html`<p class="hint">No watches yet: a watch raises an alert for each new gist that is like its text.</p>`}
    <h2>Alerts <small class=${view.state === 'live' ? 'good' : ''}>${view.state}</small></h2>
    <ol class="cards" id="alerts">${view.alerts.map((alert) => html`<li class="card ${alert.acknowledgeTime ? 'faint' : ''}">
      <h3>${nameOf(view, alert)}: ${alert.caption || 'no caption'}</h3>
      <p class="meta">${leaf(alert.source)} · ${time(alert.captureTime)} · score ${(alert.score ?? 0).toFixed(2)}</p>
      <p class="actions"><a href="#/search?${new URLSearchParams({ like: alert.gist })}">More like this</a>
        ${alert.acknowledgeTime ? html`acknowledged ${time(alert.acknowledgeTime)}` : html`<button type="button" @click=${() => actions.acknowledge(alert)}>Acknowledge</button>`}</p>
    </li>`)}</ol>
    ${view.alerts.length ? nothing : html`<p class="hint">No alerts.</p>`}`;
}
