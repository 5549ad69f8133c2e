import type { AnalysisContext } from '../context.js';
import type { Step } from '../finding.js';
import type { Call, Operand } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { Range } from '../protocol/place.js';

/** A step at a place of the file, or of somebody who is assumed. */
export type MakeStep = (at: Range | undefined, what: string, effect: string) => Step;

/** Makes the steps of a schedule over one file. */
export function stepsIn({ lines }: AnalysisContext): { readonly waiter: MakeStep; readonly waker: MakeStep } {
  const by =
    (actor: Step['actor']): MakeStep =>
    (at, what, effect) => ({ actor, line: at ? lines.lineAt(at[0]) : null, what, effect });
  return { waiter: by('waiter'), waker: by('waker') };
}

/** The call as a reader finds it in the source, on one line. */
export function callText({ name, args }: Pick<Call, 'name' | 'args'>): string {
  return `${name}(${args.map(({ text }) => (text.length > LONG ? '…' : text)).join(', ')})`;
}

/** A function given as an argument may fill a page. */
const LONG = 60;

/** The queue that a call of the wait API names. */
export function queueOf({ api, args }: Call): Operand | undefined {
  return api?.queue && args[api.queue.arg];
}

/** A wake-up, as far as a step needs it. */
export interface Waker {
  readonly text: string;
  readonly range: Range;
}

/** A real wake-up of the queue in the same file, if there is one. */
export function findWaker(context: AnalysisContext, queue: Operand): Waker | undefined {
  let wakers = known.get(context);
  if (!wakers) known.set(context, (wakers = wakersIn(context)));
  return wakers.get(lastName(queue.place?.text ?? queue.text));
}

/** The first wake-up of each queue, by its last name. */
type Wakers = ReadonlyMap<string, Waker>;

const known = new WeakMap<AnalysisContext, Wakers>();

function wakersIn(context: AnalysisContext): Wakers {
  const wakers = new Map<string, Waker>();
  const note = (queue: string, waker: Waker): void => {
    const name = lastName(queue);
    if (!wakers.has(name)) wakers.set(name, waker);
  };
  for (const fn of context.model.functions) {
    if (!context.callsOf(fn).some(({ api }) => api?.action === 'wake')) continue;
    for (const event of eventsOf(context.graphOf(fn))) {
      if (event.kind !== 'wake' || !event.queue) continue;
      const { queue, call, range } = event;
      note(queue.place?.text ?? queue.text, { text: callText(call), range });
    }
  }
  for (const { queue, text, range } of context.model.wakeSites?.() ?? []) note(queue, { text, range });
  return wakers;
}

/** `wq` of `dev->wq` and of `&priv.wq`: the same queue reached through different variables. */
function lastName(text: string): string {
  return /[\w$#]+$/.exec(text)?.[0] ?? text;
}
