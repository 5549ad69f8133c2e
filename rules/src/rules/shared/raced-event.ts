import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { quoted } from '../../quoted.js';
import { outermostOf } from './outermost.js';

/** A wait for an event that loses a race and leaves its listeners. */
export interface RacedEvent {
  readonly race: Call;
  /** `once(emitter, 'ready')`, or `emitter.once('ready', resolve)` in an executor. */
  readonly once: Call;
  readonly emitter: string;
  readonly event: string;
}

/** Finds `Promise.race([once(this, 'ready'), timeout])`: nothing takes the listeners away when the other one wins. */
export function findRacedEvents(context: AnalysisContext): readonly RacedEvent[] {
  return context.model.functions.flatMap((fn) =>
    fn.isTopLevel
      ? []
      : context.callsOf(fn).flatMap((race) => {
          const once = race.name === 'Promise.race' ? onceIn(context, fn, race) : undefined;
          return once ? [{ race, ...once }] : [];
        }),
  );
}

type Listening = Omit<RacedEvent, 'race'>;

function onceIn(context: AnalysisContext, fn: FunctionModel, race: Call): Listening | undefined {
  const [members] = race.args;
  if (!members?.text.startsWith('[')) return undefined;
  const text = context.model.text.slice(...outermostOf(context, fn).range);
  const [start, end] = members.range;
  return context.model.functions
    .filter((one) => one === fn || isMapped(context, fn, one, members.range))
    .flatMap((one) => context.callsOf(one))
    .filter(({ range }) => range[0] > start && range[1] <= end)
    .flatMap((call) => listeningOf(context, call) ?? [])
    .find(
      ({ emitter, event }) =>
        !LAST.test(event.replace(/^['"`]|['"`]$/g, '')) &&
        lives(text, emitter) &&
        !takesAway(text, emitter, event),
    );
}

/** `...servers.map((server) => new Promise(…))` */
function isMapped(
  { model, callsOf }: AnalysisContext,
  fn: FunctionModel,
  one: FunctionModel,
  [start, end]: readonly [number, number],
): boolean {
  return callsOf(fn).some(
    ({ name, args, range }) =>
      name.endsWith('.map') &&
      range[0] > start &&
      range[1] <= end &&
      args[0]?.range[0] === one.range[0] &&
      model.text.slice(range[0] - 3, range[0]) === '...',
  );
}

/** `once(emitter, 'ready')` without a signal, or a promise that does nothing but listen once. */
function listeningOf({ model, callsOf }: AnalysisContext, call: Call): Listening | undefined {
  const { name, args, awaited, target } = call;
  const [emitter, event] = args;
  if (/^(events\.)?once$/.test(name) && awaited !== true && emitter?.place && args.length === 2)
    return typeof event?.constant === 'string'
      ? { once: call, emitter: emitter.place.text, event: event.text }
      : undefined;
  const executor = name === 'Promise' && target !== undefined ? model.functions[target] : undefined;
  const [listens, ...others] = executor ? callsOf(executor).filter((one) => LISTENS.test(one.name)) : [];
  if (!listens?.receiver || others.length > 0 || listens.args.length !== 2) return undefined;
  const [what] = listens.args;
  if (!what || (typeof what.constant !== 'string' && !/^[A-Z]\w*\.\w+$/.test(what.text))) return undefined;
  return { once: listens, emitter: listens.receiver.text, event: what.text };
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

/** After these an emitter is done, and its listeners with it. */
const LAST = /^(end|close|closed|finish|exit|disconnect|error|abort|aborted|done|spawn|online)$/;

/** The emitter was there before and is there after: a field, or something given. */
function lives(text: string, emitter: string): boolean {
  if (/^this\b/.test(emitter)) return true;
  const root = /^[\w$]+/.exec(emitter)?.[0] ?? '';
  const name = quoted(root);
  // Another name for what a parameter has is nothing new.
  const renamed = new RegExp(`\\b(?:const|let|var)\\s+${name}\\s*=\\s*[\\w$]+\\.[\\w$.]+\\s*;`);
  const made = new RegExp(`\\b(?:const|let|var)\\s+(?:${name}\\b|[{[][^=]*\\b${name}\\b)`);
  return renamed.test(text) || !made.test(text);
}

function takesAway(text: string, emitter: string, event: string): boolean {
  const [name, what] = [emitter, event].map(quoted);
  const ended =
    emitter === 'this'
      ? 'removeAllListeners'
      : '(?:removeAll\\w*|destroy|close|end|terminate|kill|disconnect)';
  return new RegExp(`${name}\\s*\\??\\.\\s*(?:(?:off|remove\\w*)\\(\\s*${what}|${ended}\\()`).test(text);
}
