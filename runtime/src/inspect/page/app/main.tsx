import { render } from 'preact';
import { createClock } from './clock.js';
import { createHost } from './host.js';
import { createStore } from './store.js';
import { App } from './view/app.js';

const host = createHost();
const store = createStore(host);
const clock = createClock();
const root = document.getElementById('waitq');
if (root) render(<App host={host} store={store} clock={clock} />, root);
