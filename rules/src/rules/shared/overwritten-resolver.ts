import type { AnalysisContext } from '../../context.js';
import type { Call, UpdateEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';

/** The one place for a resolver, which the next to wait takes from whoever waits already. */
export interface OverwrittenResolver {
  readonly promise: Call;
  readonly update: UpdateEvent;
}

/** Finds `wait() { return new Promise((resolve) => { this.wake = resolve; }); }` that anybody may call twice. */
export function findOverwrittenResolvers(context: AnalysisContext): readonly OverwrittenResolver[] {
  return context.model.functions.flatMap((maker) => {
    if (maker.isTopLevel || !WAITS.test(maker.name)) return [];
    return context.callsOf(maker).flatMap((promise) => {
      const update = promise.use === 'returned' || promise.awaited ? slotOf(context, promise) : undefined;
      return update && isOverwritten(context, maker, update) ? [{ promise, update }] : [];
    });
  });
}

/** What several may ask for at a time: who connects or starts does so once, and an iterator has one reader. */
const WAITS =
  /^(#|_)*(wait|when|on(Idle|Empty|Drain|Ready|Settled|Done)|acquire|lock|take|drain|idle|flush|all|done|settled|until|next(?=[A-Z])|read|pull|receive|dequeue)(?![a-z])/;

/** All that the executor does is to keep its resolver in a field. */
function slotOf({ model, graphOf }: AnalysisContext, { name, target }: Call): UpdateEvent | undefined {
  const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
  const [resolve] = executor?.parameters ?? [];
  if (!executor || !resolve) return undefined;
  const events = [...eventsOf(graphOf(executor))];
  const kept = events.find(
    (event) =>
      event.kind === 'update' &&
      event.place.shared &&
      !event.place.text.includes('[') &&
      event.value?.text === resolve,
  );
  const isAlone = events.every(({ kind }) => kind === 'update');
  return kept?.kind === 'update' && isAlone ? kept : undefined;
}

/** Nothing in the function looks whether somebody waits, keeps the promise for all, or counts those who come. */
function isOverwritten(context: AnalysisContext, maker: FunctionModel, { place }: UpdateEvent): boolean {
  const { text, functions } = context.model;
  const body = text.slice(...maker.range);
  const isSeen = body.split(new RegExp(`${quoted(place.text)}(?![\\w$])`)).length > 2;
  if (isSeen || /\?\?=|\|\|=|[Pp]romise\s*=|\.then\(/.test(body)) return false;
  const index = functions.indexOf(maker);
  // Called by one function of the file only, it is that one's own wait.
  const callers = functions.filter((fn) =>
    context.callsOf(fn).some(({ target, name }) => target === index || name.endsWith(`.${maker.name}`)),
  );
  const isCalledHere = callers.length > 0 || /^[#_]/.test(maker.name);
  return !isCalledHere && isCalledBack(context, maker, place.text);
}

/** Some other function of the file calls what is kept. */
function isCalledBack({ model, callsOf }: AnalysisContext, maker: FunctionModel, slot: string): boolean {
  return model.functions.some((fn) => fn !== maker && callsOf(fn).some(({ name }) => name === slot));
}
