import type { Operand } from '../../protocol/events.js';

/** True for what tells a caller that something went wrong: `-EINTR`, `-1`, `ERR_PTR(…)`, `NULL`, `false`. */
export function isFailure({ constant, text, calls }: Operand): boolean {
  if (constant === null || constant === false) return true;
  if (typeof constant === 'number') return constant < 0;
  return /^-\s*E[A-Z0-9]+$/.test(text) || calls.some(({ name }) => name === 'ERR_PTR' || name === 'ERR_CAST');
}
