import type { AnalysisContext } from '../../context.js';
import type { Call, ProtocolEvent, UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { functionsInside } from './nesting.js';
import { wordOf } from './promise-wait.js';

/** A wait for an answer that is begun before the question, and left when that fails. */
export interface AbandonedListening {
  /** Begins the wait: `once(emitter, 'answer')`, or a function of the file that listens once. */
  readonly begins: Call;
  readonly listens: Call;
  readonly exit: Exit;
}

/** Finds `const answer = this.#next(id); await this.send(question); return answer;`, where sending may reject. */
export function findAbandonedListenings(
  context: AnalysisContext,
  fn: FunctionModel,
): readonly AbandonedListening[] {
  if (!fn.isAsync || fn.isTopLevel || fn.isGenerator) return [];
  const text = context.model.text.slice(...fn.range);
  if (/\b(finally|catch|using|off|allSettled|removeListener|removeEventListener|abort)\b/.test(text))
    return [];
  const calls = context.callsOf(fn);
  return [...eventsOf(context.graphOf(fn))].flatMap((event) => {
    if (event.kind !== 'update' || !/^[\w$]+$/.test(event.place.text)) return [];
    const begins = calls.find(
      ({ range, awaited }) =>
        range[0] === event.value?.range[0] && range[1] === event.value.range[1] && !awaited,
    );
    const listens = begins && listeningOf(context, begins);
    const exit = listens ? thrownWith(context, fn, event) : undefined;
    return listens && exit ? [{ begins, listens, exit }] : [];
  });
}

/** The one listener by which a promise waits, for an event that is this call's own and comes for no other. */
function listeningOf({ model, callsOf }: AnalysisContext, begins: Call): Call | undefined {
  const fn = begins.target === undefined ? undefined : model.functions[begins.target];
  if (!fn) return undefined;
  return soleListening({ model, callsOf }, begins, fn) ?? ownListening({ model, callsOf }, fn);
}

type Looks = Pick<AnalysisContext, 'model' | 'callsOf'>;

/** In a function named for waiting, among what else it does: a listener for an event named after what it is given. */
function ownListening({ model, callsOf }: Looks, fn: FunctionModel): Call | undefined {
  if (!/^#?_*(wait|await|expect|once|receive)(?![a-z])/.test(fn.name)) return undefined;
  const inside = functionsInside(model.functions, fn);
  return inside
    .flatMap((inner) => callsOf(inner))
    .find(({ name, args: [event, handler], receiver }) => {
      const isOwn =
        event?.constant === undefined && fn.parameters.some((one) => wordOf(one).test(event?.text ?? ''));
      return (
        /\.(on|once|addListener)$/.test(name) && handler !== undefined && receiver?.shared === true && isOwn
      );
    });
}

/** All that the function does is to listen. */
function soleListening({ model, callsOf }: Looks, begins: Call, fn: FunctionModel): Call | undefined {
  const executor = begins.name === 'Promise' ? fn : executorIn({ model, callsOf }, fn);
  const [listens, ...others] = executor ? callsOf(executor) : [];
  const isListening = listens && /\.(on|once|addListener)$/.test(listens.name) && listens.args.length === 2;
  if (!isListening || others.length > 0 || listens.receiver?.root !== 'this') return undefined;
  const [event] = listens.args;
  return event && event.constant === undefined && event.reads.length > 0 ? listens : undefined;
}

/** The executor of the promise that is all that a function makes and returns. */
function executorIn({ model, callsOf }: Looks, fn: FunctionModel): FunctionModel | undefined {
  const [promise, ...others] = callsOf(fn);
  if (promise?.name !== 'Promise' || others.length > 0 || promise.use !== 'returned') return undefined;
  return promise.target === undefined ? undefined : model.functions[promise.target];
}

/** The first exception before anybody looks at the promise. */
function thrownWith(context: AnalysisContext, fn: FunctionModel, begun: UpdateEvent): Exit | undefined {
  const name = wordOf(begun.place.text);
  let found: Exit | undefined;
  const isComplete = walkPaths<{ readonly isOn: boolean }>(context.graphOf(fn), {
    start: { isOn: false },
    key: ({ isOn }) => String(isOn),
    onEvent(state, event: ProtocolEvent) {
      if (event === begun) return { isOn: true };
      if (event.kind === 'opaque') return null;
      if (!state.isOn) return state;
      if (event.kind === 'yield')
        return context.model.text.slice(event.range[0], event.range[1]).search(name) >= 0 ? null : state;
      return event.kind === 'call' && context.model.text.slice(...event.call.range).search(name) >= 0
        ? null
        : state;
    },
    onExit({ isOn }, exit) {
      const isOther = context.model.text.slice(...exit.range).search(name) < 0;
      if (isOn && exit.kind === 'throw' && isOther) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}
