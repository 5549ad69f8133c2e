import type { SourcePlace } from './debuggee.js';
import type { Evaluation, Recording } from './snapshot.js';

/** A way to ask one program: a debug session, or a socket. */
export interface Source {
  readonly id: string;
  readonly name: string;
  /** Asks for what is new; a program that tells unasked does nothing. `wanted` also evaluates conditions from now on. */
  refresh(wanted?: { readonly evaluate: true }): Promise<void>;
  /** Asks for a whole picture. */
  resync(): Promise<void>;
  /** Where the condition of a waiter is written. */
  locate(waiter: number): Promise<SourcePlace | undefined>;
  /** What the condition of a waiter says now; the reason where it is not evaluated. */
  evaluate(waiter: number, force: boolean): Promise<Evaluation | string>;
  /** Begins a recording, or ends it and answers it. Missing where the program can't be recorded. */
  record?(on: boolean): Promise<Recording | undefined>;
}
