import type { ApiEntry } from '../api/entry.js';
import type { CallSite, FunctionModel, NamedCall } from '../protocol/model.js';
import { callsInText, eachCall, endOfCall, isCalled } from './calls-in-text.js';
import { argumentsAt } from './handlers.js';
import { localsIn, namesWritten } from './names-written.js';
import { writes, writesThrough } from './writes-in-text.js';
import type { Names } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import { functionAt } from './select.js';

/** What the text of a function says about its calls. */
export interface NamedCalls {
  readonly mayCall: NonNullable<FunctionModel['mayCall']>;
  /** Those that the scan looks for, by where they begin. */
  readonly byPlace: ReadonlyMap<number, NamedCall>;
}

type IsSuch = (call: NamedCall) => boolean;

/**
 * What the functions of a text may call, by the words in them. Undefined for what is no function of the scan, and for one
 * that takes a lock by the name of its class.
 */
export function callsByName(
  text: string,
  scan: Scan,
  names: Names,
): (source: SourceFunction) => NamedCalls | undefined {
  let calls: ReturnType<typeof groupByFunction> | undefined;
  const unscanned = unscannedCalls(text, names);
  return (source) => {
    if (source.isLoose) return undefined;
    calls ??= groupByFunction(text, scan, names);
    const byPlace = calls.has(source) ? calls.get(source) : NOTHING;
    return (
      byPlace && { byPlace, mayCall: (isSuch) => some(byPlace, isSuch) || unscanned(source).some(isSuch) }
    );
  };
}

const NOTHING: ReadonlyMap<number, NamedCall> = new Map();

function some(calls: ReadonlyMap<number, NamedCall>, isSuch: IsSuch): boolean {
  for (const call of calls.values()) if (isSuch(call)) return true;
  return false;
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
): ReadonlyMap<SourceFunction, ReadonlyMap<number, NamedCall> | undefined> {
  const calls = new Map<SourceFunction, Map<number, NamedCall>>();
  const unknown = new Set<SourceFunction>();
  for (const mention of scan.mentions) {
    const source = mention.depth > 0 ? scan.functions[functionAt(scan.functions, mention.start)] : undefined;
    if (!source) continue;
    if (isGuard(mention)) unknown.add(source);
    const call = callOf(text, mention, names, source);
    if (!call) continue;
    const known = calls.get(source);
    if (known) known.set(mention.start, call);
    else calls.set(source, new Map([[mention.start, call]]));
  }
  return new Map([...calls, ...[...unknown].map((source) => [source, undefined] as const)]);
}

function isGuard({ word }: Mention): boolean {
  return word === 'guard' || word === 'scoped_guard';
}

/** `current->state = …` goes by a name of its own; a field or a variable may have the name of a function. */
function callOf(text: string, mention: Mention, names: Names, source: SourceFunction): NamedCall | undefined {
  if (mention.word !== 'current' && !isCalled(text, mention.start + mention.word.length)) return undefined;
  const api =
    mention.word === 'current'
      ? (names.api('current->state') ?? names.api('__set_current_state'))
      : names.api(mention.word);
  return (
    api && {
      api,
      args: once(() => argumentsOf(text, mention)),
      site: () => siteOf(text, mention, source),
      mayWriteBehind(through) {
        const rest = text.slice(mention.start + mention.word.length, source.body[1]);
        return through === undefined ? writes(rest) : writesThrough(rest, through);
      },
      namesWrittenBehind: once(() => {
        const rest = text.slice(mention.start + mention.word.length, source.body[1]);
        if (rest.length > LONGEST_REST) return undefined;
        const locals = once(() => localsIn(text, source));
        return namesWritten(rest, (name) => locals().has(name));
      }),
    }
  );
}

/** Characters behind a call that are looked through; a generated function may have thousands of calls. */
const LONGEST_REST = 20_000;

function siteOf(text: string, { start, word }: Mention, { body: [from, to] }: SourceFunction): CallSite {
  const end = endOfCall(text, start + word.length) + 1;
  return { body: text.slice(from, to), start: start - from, end: end - from };
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

/** What a function calls by names that the scan does not look for, and by those of members. */
function unscannedCalls(text: string, names: Names): (source: SourceFunction) => readonly NamedCall[] {
  const found = new Map<SourceFunction, readonly NamedCall[]>();
  return (source) => {
    let calls = found.get(source);
    if (!calls) found.set(source, (calls = unscannedIn(text, source, names)));
    return calls;
  };
}

function unscannedIn(text: string, { body }: SourceFunction, names: Names): readonly NamedCall[] {
  const entries = new Set<ApiEntry>();
  eachCall(text, ...body, (at, behind) => {
    for (const api of names.unscanned(text.slice(at, behind))) entries.add(api);
  });
  return [...entries].map((api) => ({ api, args: () => undefined }));
}
