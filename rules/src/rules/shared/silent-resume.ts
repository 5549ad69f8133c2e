import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent } from '../../protocol/events.js';
import { eventsOf, reachability } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';
import { storesIn } from './dropped-waiters.js';
import { mentionsStore } from './mentions-store.js';
import { functionsInside } from './nesting.js';
import { isOfSameClass } from './same-class.js';

/** A flag that holds everybody up, and is taken back without a start of those who queued meanwhile. */
export interface SilentResume {
  /** `this.draining = false` */
  readonly update: UpdateEvent;
  readonly store: string;
  /** Where the flag makes others wait. */
  readonly tested: Range;
}

/** Finds `onDrained() { this.draining = false; }` where jobs were queued, and none started, because of the flag. */
export function findSilentResumes(context: AnalysisContext): readonly SilentResume[] {
  const { functions, text } = context.model;
  // Who looks again by the clock needs no start.
  if (/\bsetInterval\(/.test(text)) return [];
  return functions.flatMap((maker) =>
    [...new Set(storesIn(context, maker))].flatMap((store) => {
      const starters = functions.filter((fn) => fn !== maker && takesFrom(context, fn, store));
      return starters.length === 0 ? [] : resumesFor(context, maker, store, starters);
    }),
  );
}

function resumesFor(
  context: AnalysisContext,
  maker: FunctionModel,
  store: string,
  starters: readonly FunctionModel[],
): readonly SilentResume[] {
  const inside = [maker, ...functionsInside(context.model.functions, maker)];
  const flags = inside.flatMap((fn) => flagsBefore(context, fn, store, QUEUES, true));
  const held = flags.filter(({ flag }) =>
    starters.every((fn) => flagsBefore(context, fn, store, STARTS, false).some((one) => one.flag === flag)),
  );
  return held.flatMap(({ flag, tested }) =>
    context.model.functions.flatMap((fn) => {
      if (fn === maker || starters.includes(fn) || BEGINS.test(fn.name)) return [];
      const update = isOfSameClass(context.model, fn, maker) ? resetIn(context, fn, flag) : undefined;
      return update && !isStarted(context, fn, store) ? [{ update, store, tested }] : [];
    }),
  );
}

const BEGINS = /^(constructor$|#?_*(init|create|reset|clear|[A-Z]))/;

const QUEUES = /\.(push|unshift|add|enqueue)$/;
const STARTS = /\.(shift|pop|dequeue)$/;

/** `this.paused`, `this.draining === true`: the flags that lead to a use of the list only where they have a value. */
function flagsBefore(
  { graphOf }: AnalysisContext,
  fn: FunctionModel,
  store: string,
  use: RegExp,
  when: boolean,
): readonly { readonly flag: string; readonly tested: Range }[] {
  const graph = graphOf(fn);
  const at = graph.blocks.find(({ events }) =>
    events.some(
      (event) => event.kind === 'call' && event.call.receiver?.text === store && use.test(event.call.name),
    ),
  );
  if (!at) return [];
  const reach = reachability(graph);
  const leads = (to: number): boolean => to === at.id || reach(to).has(at.id);
  return graph.blocks.flatMap(({ events, edges }) => {
    const last = events.at(-1);
    const flag = last?.kind === 'test' ? FLAG.exec(last.text)?.[1] : undefined;
    if (flag === undefined) return [];
    const isOnly = edges.every(({ to, assume }) => {
      const isSet = assume && assume.value !== /===?\s*false|!==?\s*true/.test(assume.text);
      return leads(to) === (isSet === when);
    });
    return isOnly ? [{ flag, tested: last!.range }] : [];
  });
}

const FLAG = /^!?(this\.[\w$#]+)(?:\s*[!=]==?\s*(?:true|false))?$/;

function takesFrom({ callsOf }: AnalysisContext, fn: FunctionModel, store: string): boolean {
  return callsOf(fn).some(({ name, receiver }) => receiver?.text === store && STARTS.test(name));
}

/** The only write to the flag in the function makes it false. */
function resetIn({ graphOf }: AnalysisContext, fn: FunctionModel, flag: string): UpdateEvent | undefined {
  const writes = [...eventsOf(graphOf(fn))].filter(
    (event) => event.kind === 'update' && event.place.text === flag,
  ) as readonly UpdateEvent[];
  return writes.length === 1 && writes[0]!.value?.constant === false ? writes[0] : undefined;
}

/** The function, or one that calls it, sees to who waits, or calls what is not in sight. */
function isStarted(context: AnalysisContext, fn: FunctionModel, store: string): boolean {
  if (mentionsStore(context, fn, store) !== false) return true;
  const index = context.model.functions.indexOf(fn);
  const own = new RegExp(`\\.${quoted(fn.name)}\\(`);
  return context.model.functions.some(
    (other) =>
      other !== fn &&
      context.callsOf(other).some(({ target, name }) => target === index || own.test(`${name}(`)) &&
      mentionsStore(context, other, store) !== false,
  );
}
