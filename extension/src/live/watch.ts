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
  /** Asks every session for a new picture, but none that still owes its last answer. */
  refresh(): Promise<void>;
}

/** Makes a watch over no session; `onChange` hears of every new model. */
export function createWatch(onChange: (model: LiveModel) => void): Watch {
  const sessions = new Map<string, WatchedSession>();
  const asked = new Set<string>();
  let model = emptyModel;
  const set = (next: LiveModel): void => {
    if (next === model) return;
    model = next;
    onChange(model);
  };

  async function ask(session: WatchedSession): Promise<void> {
    if (asked.has(session.id)) return;
    asked.add(session.id);
    const update = await picture(session);
    asked.delete(session.id);
    if (sessions.has(session.id)) set(update(model));
  }

  return {
    get model() {
      return model;
    },
    add: (session) => void sessions.set(session.id, session),
    remove(id) {
      sessions.delete(id);
      set(withoutProgram(model, id));
    },
    find: (id) => sessions.get(id),
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
