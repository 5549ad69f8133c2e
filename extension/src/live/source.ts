import type { SourcePlace } from './debuggee.js';
import type { Evaluation } from './snapshot.js';

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
  /**
   * Settles when what has happened until now was heard, with the time it is in the program (milliseconds since the
   * epoch) where that is known; never while the program does not answer.
   */
  catchUp(): Promise<number | undefined>;
}
