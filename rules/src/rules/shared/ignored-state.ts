import type { Call, Operand, UpdateEvent } from '../../protocol/events.js';
import type { Block } from '../../protocol/graph.js';
import { errorsAfter, type ErrorLocals } from './error-locals.js';
import { isIdleCall } from './idle-call.js';

/** What is known on a way. */
export interface State {
  /** `timeout`: the result was found to be 0. */
  readonly phase: 'before' | 'after' | 'timeout';
  /** The variable that holds the result. */
  readonly result: string | null;
  /** The result was compared with 0 and found different. */
  readonly isMistaken: boolean;
  /** The condition was looked at after the wait; before it, that it was looked at at all. */
  readonly isTested: boolean;
  /** Another field of what the condition looks at was tested after the wait. */
  readonly isRelated: boolean;
  /** Something was done after the wait. */
  readonly hasWork: boolean;
  /** A counter was moved after the wait. */
  readonly isCounted: boolean;
  /** Alternatives of the condition found not to hold after the wait, by index. */
  readonly denied: string;
  readonly errors: ErrorLocals;
  /** Local variables made of what the condition looks at, after the wait. */
  readonly copies: string;
  /** Local variables that are 0 when nobody has woken. */
  readonly zeros: string;
}

/** Before the wait. */
export const START: State = {
  phase: 'before',
  result: null,
  isMistaken: false,
  isTested: false,
  isRelated: false,
  hasWork: false,
  isCounted: false,
  denied: '',
  errors: '',
  copies: '',
  zeros: '',
};

/** What is first in a list that is empty is the list itself. */
export const NEVER_TELLS = /^(h?list_(first|last|next)_entry|h?list_entry|container_of)$/;
/** Makes a completion ready to be waited for once more. */
export const REARM = /^(re)?init_completion$/;

/** What is looked at. */
export type Reading = Pick<Operand, 'reads' | 'calls'>;

/** Whether somebody asks for the signal itself. */
export function isSignalTest({ name, api, args }: Call): boolean {
  return (
    api?.action === 'signal-test' ||
    /signal_pending|^flush_signals$/.test(name) ||
    args.some(({ text }) => text === 'current->exit_code')
  );
}

/** What is handed by address to an unknown function counts as written; a log writes nothing. */
export function isOfIdleCall({ range }: UpdateEvent, { events }: Block): boolean {
  return events.some(
    (event) => event.kind === 'call' && event.range[0] === range[0] && isIdleCall(event.call),
  );
}

/** With what an update says about error codes. */
export function withErrors(state: State, event: UpdateEvent): State {
  const errors = errorsAfter(state.errors, event);
  return errors === state.errors ? state : { ...state, errors };
}

/** With one more name in a list of names. */
export function withName(names: string, name: string): string {
  return [...new Set([...names.split(',').filter(Boolean), name])].sort().join();
}
