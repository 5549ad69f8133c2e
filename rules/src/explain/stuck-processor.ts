import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { squeeze } from '../protocol/build-graph.js';
import type { Range } from '../protocol/place.js';

/** The schedule in which a processor spins for a lock whose holder sleeps. */
export function spinForSleeper(context: AnalysisContext, taken: Call, sleeping: Call): readonly Step[] {
  return [
    {
      actor: 'waiter',
      line: lineOf(context, taken.range),
      what: textOf(taken),
      effect: 'holds the lock; preemption is off',
    },
    {
      actor: 'waiter',
      line: lineOf(context, sleeping.range),
      what: textOf(sleeping),
      effect: 'sleeps; the processor goes to another task',
    },
    otherTaker(context, taken),
  ];
}

/** Another place of the file that takes the same lock, or an assumed one. */
function otherTaker(context: AnalysisContext, taken: Call): Step {
  const lock = lockText(taken);
  for (const fn of context.model.functions) {
    for (const call of context.callsOf(fn)) {
      if (call.api?.action !== 'lock' || call.range[0] === taken.range[0] || lockText(call) !== lock)
        continue;
      return spins(lineOf(context, call.range), textOf(call));
    }
  }
  return spins(null, textOf(taken));
}

function spins(line: number | null, what: string): Step {
  const effect = 'spins for a lock whose holder is asleep, perhaps on the only processor it could run on';
  return { actor: 'waker', line, what, effect };
}

function lockText({ api, args }: Call): string {
  return squeeze(args[api?.lock?.arg ?? 0]?.text ?? '');
}

function textOf({ name, args }: Call): string {
  return `${name}(${args.map(({ text }) => text).join(', ')})`;
}

function lineOf(context: AnalysisContext, range: Range): number {
  return context.lines.lineAt(range[0]);
}
