import type { Call, Operand } from '../../protocol/events.js';

/** The condition given to a wait; undefined where it is missing or hidden behind a spread argument. */
export function conditionOf({ api, args }: Call): Operand | undefined {
  if (api?.condition === undefined) return undefined;
  const before = args.slice(0, api.condition + 1);
  return before.some(({ text }) => text.startsWith('...')) ? undefined : args[api.condition];
}
