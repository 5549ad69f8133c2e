import type { Call } from './events.js';
import type { FunctionModel } from './model.js';

/** What is left of a callee's requirements at a call. */
export interface Bound {
  /** What the caller's own parameters must be. */
  readonly requires: ReadonlyMap<number, boolean>;
  /** Some argument could not be told. */
  readonly isConditional: boolean;
}

/** What a callee requires of its parameters, in the caller's terms; undefined when the arguments rule it out. */
export function bindParameters(
  caller: FunctionModel,
  { args }: Call,
  required: ReadonlyMap<number, boolean>,
): Bound | undefined {
  const requires = new Map<number, boolean>();
  let isConditional = false;
  for (const [position, value] of required) {
    const arg = args[position];
    const truth = arg && (arg.form === 'address' ? true : truthOf(arg.constant));
    if (truth !== undefined && truth !== value) return undefined;
    if (truth !== undefined) continue;
    const own = arg?.form === 'place' ? caller.parameters.indexOf(arg.place?.text ?? '') : -1;
    if (own >= 0) requires.set(own, value);
    else isConditional = true;
  }
  return { requires, isConditional };
}

function truthOf(constant: string | number | boolean | null | undefined): boolean | undefined {
  return typeof constant === 'string' || constant === undefined ? undefined : Boolean(constant);
}
