import { takeSnapshot, type Request } from './debuggee.js';
import { emptyModel, withoutProgram, withProblem, withSnapshot, type LiveModel } from './model.js';

/** A debug session that may run a program with queues. */
export interface WatchedSession {
  readonly id: string;
  readonly name: string;
  readonly request: Request;
}

/** Keeps the model of the live view up to date with the debugged programs. */
export interface Watch {
  readonly model: LiveModel;
  add(session: WatchedSession): void;
  remove(id: string): void;
  find(id: string): WatchedSession | undefined;
  /** Asks every session for a new picture, but none that still owes its last answer or is on hold. */
  refresh(): Promise<void>;
  /**
   * Leaves a session alone while it is about to pause, so that it stops in its own code and not in our question;
   * two seconds at most, for a program that runs nothing stops only when it is asked something.
   */
  hold(id: string): void;
  /** The session has stopped: an answer that it owes may come only when it goes on, so it is not waited for. */
  stopped(id: string): void;
}

/** Milliseconds. */
const longestHold = 2000;

/** Makes a watch over no session; `onChange` hears of every new model. */
export function createWatch(onChange: (model: LiveModel) => void): Watch {
  const sessions = new Map<string, WatchedSession>();
  /** The question each session owes an answer to. */
  const asked = new Map<string, symbol>();
  const heldUntil = new Map<string, number>();
  let model = emptyModel;
  const set = (next: LiveModel): void => {
    if (next === model) return;
    model = next;
    onChange(model);
  };

  async function ask(session: WatchedSession): Promise<void> {
    const { id } = session;
    if (asked.has(id) || Date.now() < (heldUntil.get(id) ?? 0)) return;
    const question = Symbol(id);
    asked.set(id, question);
    const update = await picture(session);
    if (asked.get(id) !== question) return;
    asked.delete(id);
    if (sessions.has(id)) set(update(model));
  }

  return {
    get model() {
      return model;
    },
    add: (session) => void sessions.set(session.id, session),
    remove(id) {
      sessions.delete(id);
      asked.delete(id);
      heldUntil.delete(id);
      set(withoutProgram(model, id));
    },
    find: (id) => sessions.get(id),
    hold: (id) => void heldUntil.set(id, Date.now() + longestHold),
    stopped(id) {
      asked.delete(id);
      heldUntil.delete(id);
    },
    refresh: async () => void (await Promise.all([...sessions.values()].map(ask))),
  };
}

/** How the model changes by what the session answers now. */
async function picture({ id, name, request }: WatchedSession): Promise<(model: LiveModel) => LiveModel> {
  try {
    const snapshot = await takeSnapshot(request);
    return (model) => (snapshot ? withSnapshot(model, id, name, snapshot) : withoutProgram(model, id));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return (model) => withProblem(model, id, name, problem);
  }
}
