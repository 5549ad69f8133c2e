import { squeeze } from '../../protocol/build-graph.js';
import type { Call, Operand } from '../../protocol/events.js';

/** What a wait waits for, as far as later code can be compared with it. */
export interface AwaitedCondition {
  /** Shared places that it reads, and local variables that it writes. */
  readonly places: ReadonlySet<string>;
  /** Its calls, by `callKey`. */
  readonly callKeys: ReadonlySet<string>;
  /** Variables from which it reaches what it reads. */
  readonly roots: ReadonlySet<string>;
  /** The call states none: a completion, a bit. */
  readonly isUnknown: boolean;
}

export function awaitedCondition({ api, args }: Call): AwaitedCondition {
  const condition = api!.condition === undefined ? undefined : args[api!.condition];
  const operands = condition ? [condition, ...condition.calls.flatMap((call) => call.args)] : [];
  const reads = operands.flatMap((operand) => operand.reads);
  const kept = reads.filter(({ text, shared }) => shared || /[.[>]/.test(text) || isWritten(text, operands));
  return {
    places: new Set(kept.map(({ text }) => text)),
    callKeys: new Set(condition?.calls.map(callKey)),
    roots: new Set(reads.map(({ root }) => root)),
    isUnknown: condition === undefined,
  };
}

/** Equal for calls of the same function with the same arguments. */
export function callKey({ name, args }: Call): string {
  return squeeze(`${name}(${args.map(({ text }) => text).join()})`);
}

/** `(msg = get(…))`, `take(…, &msg)`. */
function isWritten(name: string, operands: readonly Operand[]): boolean {
  if (!operands.some(({ text, form }) => form === 'address' || ASSIGNMENT.test(text))) return false;
  const assignment = new RegExp(`(^|[^\\w.>])${name}\\s*=[^=]`);
  return operands.some(
    ({ text, form, place }) => assignment.test(text) || (form === 'address' && place?.text === name),
  );
}

const ASSIGNMENT = /[^=!<>]=[^=]/;
