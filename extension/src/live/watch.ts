import { createAskedSession, type AskedSession, type WatchedSession } from './asked-session.js';
import type { LiveHub } from './hub.js';

/** Keeps the hub up to date with the debugged programs. */
export interface Watch {
  add(session: WatchedSession): void;
  remove(id: string): void;
  /** Asks every session for what is new, but none that still owes its last answer or is on hold. */
  refresh(): Promise<void>;
  /**
   * A session steps, or `isPausing`. It is left alone until it has stopped, so that it does not step into a question
   * of ours, but for one every two seconds.
   *
   * A program that does nothing stops only where it runs something. js-debug alone pauses it at its next timer, in
   * code of Node, and steps from there to where the program's own begins: some 70 steps of 45 ms each. One without
   * timers it never pauses. So a program with queues gets something to run as soon as it is to pause: if it runs
   * anything of its own at that time, it stops there; else in this, at once.
   */
  hold(id: string, isPausing: boolean): void;
  /** The session has stopped: an answer that it owes may come only when it goes on, so it is not waited for. */
  stopped(id: string): void;
  /** The session runs again. */
  goesOn(id: string): void;
}

/** Makes a watch over no session. */
export function createWatch(hub: LiveHub): Watch {
  const sessions = new Map<string, AskedSession>();
  return {
    add(session) {
      const parent = session.parent === undefined ? undefined : sessions.get(session.parent);
      const asked = createAskedSession(session, hub, parent);
      sessions.set(session.id, asked);
      hub.add(asked.source);
    },
    remove(id) {
      sessions.get(id)?.forget();
      sessions.delete(id);
      hub.end(id);
    },
    hold: (id, isPausing) => sessions.get(id)?.hold(isPausing),
    stopped(id) {
      sessions.get(id)?.forget();
      hub.setStatus(id, 'paused');
    },
    goesOn(id) {
      sessions.get(id)?.goesOn();
      hub.setStatus(id, 'live');
    },
    refresh: async () =>
      void (await Promise.all([...sessions.values()].map(({ source }) => source.refresh()))),
  };
}
