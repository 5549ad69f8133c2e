/** Messages → what the page knows. Pure: the same messages make the same page. */

import type {
  EvaluatedMessage,
  ProgramsMessage,
  RecordingMessage,
  Selection,
  ToPage,
} from '../../messages.js';
import { withDelta, withSnapshot } from './follow.js';
import { emptyProgram, type PageState, type ProgramView, type Verdict } from './model.js';
import { recordedProgram } from './recorded.js';

/** What changes the page: a message of the host, or what the person at it does. */
export type PageEvent =
  | ToPage
  | { readonly type: 'connection'; readonly connection: PageState['connection'] }
  | { readonly type: 'dismiss' }
  | { readonly type: 'close'; readonly program: string };

/** The page after an event. One that names no known program, or is of no known type, changes nothing. */
export function reduce(state: PageState, event: PageEvent): PageState {
  switch (event.type) {
    case 'programs':
      return { ...state, connection: 'open', programs: listed(state, event) };
    case 'snapshot':
      return change(state, event.program, (view) => withSnapshot(view, event.snapshot));
    case 'delta':
      return change(state, event.program, (view) => withDelta(view, event.delta));
    case 'findings':
      return change(state, event.program, (view) => ({ ...view, findings: event.findings }));
    case 'evaluated':
      return change(state, event.program, (view) => withVerdict(view, event));
    case 'recording':
      return opened(state, event);
    case 'select':
      return sameSelection(state.selection, event.selection)
        ? state
        : { ...state, selection: event.selection };
    case 'notice':
      return { ...state, notice: event };
    case 'connection':
      return { ...state, connection: event.connection };
    case 'dismiss':
      return { ...state, notice: null };
    case 'close':
      return closed(state, event.program);
    default:
      return state;
  }
}

/** Whether both mean the same row. */
export function sameSelection(one: Selection | null, other: Selection | null): boolean {
  return one?.program === other?.program && one?.queue === other?.queue && one?.waiter === other?.waiter;
}

/** The programs of which a delta is missing: their host has to send a whole picture. */
export function tornPrograms({ programs }: PageState): readonly string[] {
  return [...programs.values()].filter(({ isTorn }) => isTorn).map(({ id }) => id);
}

function change(state: PageState, id: string, update: (view: ProgramView) => ProgramView): PageState {
  const view = state.programs.get(id);
  const next = view && update(view);
  if (!next || next === view) return state;
  return { ...state, programs: new Map(state.programs).set(id, next) };
}

function listed({ programs }: PageState, message: ProgramsMessage): PageState['programs'] {
  const next = new Map<string, ProgramView>();
  for (const { id, name, status, detail, program, canRecord, isRecording } of message.programs) {
    const before = programs.get(id) ?? emptyProgram(id, name, status);
    const now = { name, status, detail, canRecord, isRecording };
    next.set(id, { ...before, ...now, ...(program ? { program } : {}) });
  }
  for (const [id, view] of programs) if (view.status === 'recorded' && !next.has(id)) next.set(id, view);
  return next;
}

function withVerdict(view: ProgramView, { waiter, evaluation, problem }: EvaluatedMessage): ProgramView {
  const verdict: Verdict = evaluation ? { evaluation } : { problem: problem ?? 'no answer' };
  return { ...view, verdicts: new Map(view.verdicts).set(waiter, verdict) };
}

function opened(state: PageState, message: RecordingMessage): PageState {
  const { id = nameFor(state, message.name), name, recording, isKnown } = message;
  const programs = new Map(state.programs).set(id, recordedProgram(id, name, recording));
  return { ...state, programs, opened: isKnown ? state.opened : id };
}

function closed(state: PageState, id: string): PageState {
  if (state.programs.get(id)?.status !== 'recorded') return state;
  return {
    ...state,
    programs: new Map([...state.programs].filter(([key]) => key !== id)),
    opened: state.opened === id ? null : state.opened,
    selection: state.selection?.program === id ? null : state.selection,
  };
}

function nameFor({ programs }: PageState, name: string): string {
  let id = `recording ${name}`;
  for (let number = 2; programs.has(id); number++) id = `recording ${name} ${number}`;
  return id;
}
