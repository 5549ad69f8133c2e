/** Who feeds the page: the webview's extension host, or the web server that it came from. */

import type { ToHost, ToPage } from '../messages.js';
import type { PageEvent } from './state/reduce.js';

export interface Host {
  readonly kind: 'vscode' | 'browser';
  /** From now on all that the host says goes to `listener`. */
  listen(listener: (event: PageEvent) => void): void;
  send(message: ToHost): void;
  /** What was saved before the page was hidden or reloaded. */
  load(): unknown;
  save(value: unknown): void;
}

/** The host of this page. */
export function createHost(): Host {
  const { acquireVsCodeApi } = globalThis as { acquireVsCodeApi?: () => VsCodeApi };
  return acquireVsCodeApi ? webviewHost(acquireVsCodeApi()) : browserHost();
}

interface VsCodeApi {
  postMessage(message: ToHost): void;
  getState(): unknown;
  setState(value: unknown): void;
}

function webviewHost(api: VsCodeApi): Host {
  return {
    kind: 'vscode',
    listen(listener) {
      window.addEventListener('message', ({ data }: MessageEvent<unknown>) => tell(listener, data));
      api.postMessage({ type: 'ready' });
    },
    send: (message) => api.postMessage(message),
    load: () => api.getState(),
    save: (value) => api.setState(value),
  };
}

const storageKey = 'waitq';

function browserHost(): Host {
  const { search } = window.location;
  let listener: (event: PageEvent) => void = () => {};
  const send = async (message: ToHost): Promise<void> => {
    try {
      const answer = await fetch(`message${search}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(message),
      });
      if (!answer.ok) listener({ type: 'notice', message: `The server refused: ${await answer.text()}` });
    } catch {
      listener({ type: 'connection', connection: 'lost' });
    }
  };
  return {
    kind: 'browser',
    listen(given) {
      listener = given;
      const events = new EventSource(`events${search}`);
      // The browser connects again by itself, unless the server refuses.
      events.onerror = () => listener({ type: 'connection', connection: 'lost' });
      events.onopen = () => void send({ type: 'ready' });
      events.onmessage = ({ data }: MessageEvent<string>) => tell(listener, JSON.parse(data));
    },
    send: (message) => void send(message),
    load: () => JSON.parse(sessionStorage.getItem(storageKey) ?? 'null') as unknown,
    save: (value) => sessionStorage.setItem(storageKey, JSON.stringify(value)),
  };
}

/** Other scripts may post to a window, too. */
function tell(listener: (event: PageEvent) => void, data: unknown): void {
  if (typeof data === 'object' && data !== null && 'type' in data) listener(data as ToPage);
}
