/**
 * A wait ended without its condition: the signal was aborted or the task got a signal (`-ERESTARTSYS`).
 *
 * Code that goes on after it must not act as if the condition held. `cause` is the abort signal's reason, or
 * the name of the task's signal.
 */
export class InterruptedError extends Error {
  override readonly name = 'AbortError';
  readonly code = 'ERESTARTSYS';
}
