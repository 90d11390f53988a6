// The console: chooses the view by the URL's fragment, keeps the token dialog, shows what failed.

import { call, token } from './connect.js';
import * as live from './live.js';
import * as search from './search.js';
import * as server from './server.js';
import * as sources from './sources.js';
import * as watches from './watches.js';

const VIEWS = { search, live, watches, sources, server };
const main = document.getElementById('main');
const status = document.getElementById('status');
const tokenDialog = document.getElementById('token-dialog');
const tokenForm = document.getElementById('token-form');
let leave = new AbortController();
let shown = '';

/** What a view gets: where it draws, its parameters, and how it reports. */
function context(view, parameters) {
  return {
    root: main,
    parameters,
    signal: leave.signal,
    /** Announces a short text, also to screen readers. */
    say: (text) => {
      status.textContent = text;
      status.classList.remove('error');
    },
    /** Shows a failure; one of authentication requests a token. */
    fail: (error) => {
      if (error.name === 'AbortError') return;
      status.textContent = error.message;
      status.classList.add('error');
      if (error.code === 'unauthenticated') askForToken(error.message);
    },
    /** Goes to the view with other parameters; they stand in the URL. */
    go: (changed) => {
      location.hash = `#/${view}?${new URLSearchParams(changed)}`;
    },
  };
}

function route() {
  const [path, query = ''] = location.hash.replace(/^#\/?/, '').split('?');
  const name = VIEWS[path] ? path : 'search';
  leave.abort();
  leave = new AbortController();
  status.textContent = '';
  for (const link of document.querySelectorAll('nav a')) {
    if (link.dataset.view === name) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  document.title = `${document.querySelector(`nav a[data-view="${name}"]`).textContent} · Gistwire`;
  if (shown !== name) {
    main.replaceChildren();
    // A fresh container, because lit-html remembers what it drew into an element.
    delete main['_$litPart$'];
    if (shown) main.focus();
  }
  shown = name;
  VIEWS[name].show(context(name, new URLSearchParams(query)));
}

function askForToken(why) {
  if (tokenDialog.open) return;
  document.getElementById('token-why').textContent = why;
  tokenForm.token.value = token.get();
  tokenDialog.showModal();
}

tokenDialog.addEventListener('close', () => {
  if (tokenDialog.returnValue === 'save') token.set(tokenForm.token.value.trim());
  if (tokenDialog.returnValue === 'forget') token.set('');
  if (tokenDialog.returnValue !== 'cancel') route();
});
document.getElementById('token-button').addEventListener('click', () =>
  askForToken('The token stays in this tab until the tab is closed.'));
window.addEventListener('hashchange', route);
route();
call('PackService/ListPacks').catch((error) => {
  if (error.code === 'unauthenticated') askForToken('This server requests a token. It stays in this tab until the tab is closed.');
});
