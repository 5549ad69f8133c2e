import { squeeze } from '../../protocol/build-graph.js';
import type { Call } from '../../protocol/events.js';

/** One side of an `||` in a condition: what is tested, and the value with which it holds. */
export interface ConditionSide {
  readonly text: string;
  readonly holds: boolean;
}

/** The sides of a wait's condition that is nothing but plain places between `||`; none otherwise. */
export function sidesOfCondition({ api, args }: Call): readonly ConditionSide[] {
  const condition = api?.condition === undefined ? undefined : args[api.condition];
  const sides = squeeze(condition?.text ?? '').split('||');
  return sides.length > 1 && sides.every((side) => /^!*[\w>.-]+$/.test(side)) ? sides.map(sideOf) : [];
}

/** A test as a side: `!done` is `done`, and holds when that is false. */
export function sideOf(text: string): ConditionSide {
  const [, marks, rest] = /^(!*)([^]*)$/.exec(squeeze(text))!;
  return { text: rest!, holds: marks!.length % 2 === 0 };
}
