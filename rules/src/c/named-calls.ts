import type { ApiEntry } from '../api/entry.js';
import type { FunctionModel, NamedCall } from '../protocol/model.js';
import { callsInText } from './calls-in-text.js';
import { argumentsAt } from './handlers.js';
import type { Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';

type MayCall = NonNullable<FunctionModel['mayCall']>;
type IsSuch = (call: NamedCall) => boolean;

/**
 * What the functions of a text may call, by the words in them. Undefined for what is no function of the scan, and for one
 * that takes a lock by the name of its class.
 */
export function callsByName(
  text: string,
  scan: Scan,
  names: Names,
): (source: SourceFunction) => MayCall | undefined {
  let calls: ReadonlyMap<SourceFunction, readonly NamedCall[] | undefined> | undefined;
  const namesUnscanned = unscannedCalls(names);
  return (source) => {
    if (source.isLoose) return undefined;
    calls ??= groupByFunction(text, scan, names);
    const own = calls.has(source) ? calls.get(source) : [];
    return own && ((isSuch) => own.some(isSuch) || namesUnscanned(isSuch, text.slice(...source.body)));
  };
}

/** The functions of the file that one of them calls by its text. */
export function calleesByName(
  text: string,
  { body }: SourceFunction,
  targets: ReadonlyMap<string, number>,
): () => readonly number[] {
  return once(() => {
    const called = callsInText(text, ...body).flatMap(({ name }) => targets.get(name) ?? []);
    return [...new Set(called)];
  });
}

function groupByFunction(
  text: string,
  scan: Scan,
  names: Names,
): ReadonlyMap<SourceFunction, readonly NamedCall[] | undefined> {
  const calls = new Map<SourceFunction, NamedCall[]>();
  const unknown = new Set<SourceFunction>();
  for (const mention of scan.mentions) {
    const source = mention.depth > 0 ? scan.functions[functionAt(scan.functions, mention.start)] : undefined;
    if (!source) continue;
    if (isGuard(mention)) unknown.add(source);
    const call = callOf(text, mention, names);
    if (!call) continue;
    const known = calls.get(source);
    if (known) known.push(call);
    else calls.set(source, [call]);
  }
  return new Map([...calls, ...[...unknown].map((source) => [source, undefined] as const)]);
}

function isGuard({ word }: Mention): boolean {
  return word === 'guard' || word === 'scoped_guard';
}

/** `current->state = …` goes by a name of its own. */
function callOf(text: string, mention: Mention, names: Names): NamedCall | undefined {
  const api =
    mention.word === 'current'
      ? (names.api('current->state') ?? names.api('__set_current_state'))
      : names.api(mention.word);
  return api && { api, args: once(() => argumentsOf(text, mention)) };
}

/** None at all are not told from a list that is too long. */
function argumentsOf(text: string, mention: Mention): readonly string[] | undefined {
  const args = argumentsAt(text, mention);
  return args.length > 0 ? args : undefined;
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

/** Names that the scan does not look for, and members, are looked for where a question is about them. */
function unscannedCalls(names: Names): (isSuch: IsSuch, body: string) => boolean {
  const asked = new Map<IsSuch, readonly string[]>();
  return (isSuch, body) => {
    let words = asked.get(isSuch);
    if (!words) asked.set(isSuch, (words = wordsOf(names.unscanned(), isSuch)));
    return words.some((word) => body.includes(word));
  };
}

function wordsOf(entries: readonly ApiEntry[], isSuch: IsSuch): readonly string[] {
  const such = entries.filter((api) => isSuch({ api, args: () => undefined }));
  return such.map(({ name }) => name.slice(name.lastIndexOf('>') + 1));
}
