/** The one place where the page's state changes. */

import type { ToHost } from '../messages.js';
import type { Host } from './host.js';
import { emptyPage, type PageState } from './state/model.js';
import { reduce, tornPrograms, type PageEvent } from './state/reduce.js';

export interface Store {
  readonly state: PageState;
  dispatch(event: PageEvent): void;
  send(message: ToHost): void;
  /** `draw` is called once a frame at most, after changes. */
  onChange(draw: () => void): void;
}

/** Listens to the host from the call on. */
export function createStore(host: Host): Store {
  let state = emptyPage;
  let draw: () => void = () => {};
  let isDue = false;
  const asked = new Set<string>();

  function changed(): void {
    if (isDue) return;
    isDue = true;
    // Not by animation frames: those stop while the page is hidden.
    setTimeout(() => {
      isDue = false;
      draw();
    }, frame);
  }

  /** Each program that is torn is asked for once, until it is whole again. */
  function mend(): void {
    const torn = new Set(tornPrograms(state));
    for (const program of asked) if (!torn.has(program)) asked.delete(program);
    for (const program of torn) {
      if (asked.has(program)) continue;
      asked.add(program);
      host.send({ type: 'resync', program });
    }
  }

  function dispatch(event: PageEvent): void {
    const next = reduce(state, event);
    if (next === state) return;
    state = next;
    mend();
    changed();
  }

  host.listen(dispatch);
  return {
    get state() {
      return state;
    },
    dispatch,
    send: (message) => host.send(message),
    onChange: (given) => {
      draw = given;
      changed();
    },
  };
}

/** Milliseconds. */
const frame = 33;
