import type { Condition } from '../options.js';

/** The source text of a condition as the engine has it: what a `toString` of its own says or throws is the program's. */
export function textOf(condition: Condition): string {
  return Function.prototype.toString.call(condition);
}
