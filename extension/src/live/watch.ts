import { createSourcePlaces } from 'waitq/inspect/client';
import { evaluateCondition, findCondition, hear, type Request } from './debuggee.js';
import type { LiveHub } from './hub.js';
import type { Source } from './source.js';

/** A debug session that may run a program with queues. */
export interface WatchedSession {
  readonly id: string;
  readonly name: string;
  readonly request: Request;
}

/** Keeps the hub up to date with the debugged programs. */
export interface Watch {
  add(session: WatchedSession): void;
  remove(id: string): void;
  /** Asks every session for what is new, but none that still owes its last answer or is on hold. */
  refresh(): Promise<void>;
  /**
   * A session is about to pause, or steps. It is left alone until it has stopped, so that it stops in its own code:
   * a debugger that finds itself in our question steps on, and the pause is lost. Every two seconds it is asked all
   * the same, for a program that runs nothing stops only then. `pause` is what the debugger was asked to pause with:
   * where it has found itself in a question that was under way, it is asked again.
   */
  hold(id: string, pause?: object): void;
  /** The session has stopped: an answer that it owes may come only when it goes on, so it is not waited for. */
  stopped(id: string): void;
  /** The session runs again. */
  goesOn(id: string): void;
}

/** Milliseconds between questions to a session that is about to stop. */
const holdFor = 2000;
/** Milliseconds that a program is given to stop after an answer, before it is asked to pause once more. */
const stopsWithin = 300;

/** Makes a watch over no session. */
export function createWatch(hub: LiveHub): Watch {
  const sessions = new Map<string, AskedSession>();
  return {
    add(session) {
      const asked = createAskedSession(session, hub);
      sessions.set(session.id, asked);
      hub.add(asked.source);
    },
    remove(id) {
      sessions.get(id)?.forget();
      sessions.delete(id);
      hub.end(id);
    },
    hold: (id, pause) => sessions.get(id)?.hold(pause),
    stopped(id) {
      sessions.get(id)?.forget();
      hub.setStatus(id, 'paused');
    },
    goesOn: (id) => hub.setStatus(id, 'live'),
    refresh: async () =>
      void (await Promise.all([...sessions.values()].map(({ source }) => source.refresh()))),
  };
}

interface AskedSession {
  readonly source: Source;
  hold(pause: object | undefined): void;
  forget(): void;
}

function createAskedSession({ id, name, request }: WatchedSession, hub: LiveHub): AskedSession {
  /** The question that the session owes an answer to. */
  let question: symbol | undefined;
  let owed: Promise<unknown> | undefined;
  let isStopping = false;
  let pausing: object | undefined;
  let heldUntil = 0;
  let evaluate = false;
  /** A program names the files that it runs, and these may be compiled. */
  const places = createSourcePlaces();

  async function ask(isWhole: boolean): Promise<void> {
    if (question || (isStopping && Date.now() < heldUntil)) return;
    heldUntil = Date.now() + holdFor;
    const own = (question = Symbol(id));
    const since = isWhole ? undefined : hub.model.programs.get(id)?.sequence;
    const answer = answerOf(async () => places.putInto(await hear(request, { since, evaluate })));
    owed = answer;
    const take = await answer;
    if (question !== own) return;
    question = undefined;
    pauseAgain();
    if (!take(id, hub)) await ask(true);
  }

  /** A program that was to pause, and has answered instead, may have been stopped in the question only. */
  function pauseAgain(): void {
    const wanted = pausing;
    if (!wanted) return;
    setTimeout(() => {
      // One that can't pause any more has ended.
      if (pausing === wanted) request('pause', wanted).then(undefined, () => undefined);
    }, stopsWithin);
  }

  const source: Source = {
    id,
    name,
    refresh(wanted) {
      evaluate ||= wanted?.evaluate ?? false;
      return ask(false);
    },
    resync: () => ask(true),
    locate: (waiter) => findCondition(request, waiter),
    evaluate: (waiter, force) => evaluateCondition(request, waiter, force),
    async catchUp() {
      await owed;
      await ask(false);
      return hub.model.programs.get(id)?.at;
    },
  };
  return {
    source,
    hold(pause) {
      isStopping = true;
      pausing = pause;
      heldUntil = Date.now() + holdFor;
    },
    forget() {
      question = undefined;
      owed = undefined;
      isStopping = false;
      pausing = undefined;
    },
  };
}

/** How the hub changes by what the session answers; tells whether the answer fits what is known. */
async function answerOf(ask: () => ReturnType<typeof hear>): Promise<(id: string, hub: LiveHub) => boolean> {
  try {
    const heard = await ask();
    // Who does not answer has ended, or will answer later: what it said stands until its session ends.
    return (id, hub) => heard === undefined || hub.hear(id, heard);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return (id, hub) => {
      hub.fail(id, problem);
      return true;
    };
  }
}
