import type { AnalysisContext } from '../../context.js';
import type { Operand, ProtocolEvent, SleepEvent } from '../../protocol/events.js';
import { eventsOf, type Graph } from '../../protocol/graph.js';
import type { FileModel } from '../../protocol/model.js';
import type { Place } from '../../protocol/place.js';
import { isIdleCall } from './idle-call.js';

/** What can be told, behind a wait, of whether it was woken. */
export interface WakersAnswer {
  /** Whether looking at this may tell: who wakes may have written it, or it was asked for since. */
  mayTell(reading: Pick<Operand, 'reads' | 'calls'>): boolean;
  /** Whether this is 0 as long as nobody wakes, or what the waker of an earlier time has left: nobody else writes it. */
  isLeft(place: Place): boolean;
}

/** By the text of the functions of the file that wake; where there are none, everything may tell. */
export function wakersAnswer(context: AnalysisContext, graph: Graph, wait: SleepEvent): WakersAnswer {
  const { call, range } = wait;
  const wakers = once(() => wakersOf(context.model, call.args[call.api?.queue?.arg ?? 0]?.place));
  const found = once(() => foundOutBehind(graph, range[0]));
  const mayTellOf = ({ text, root, shared }: Place): boolean => {
    if (found().has(text) || found().has(root)) return true;
    if (!shared) return false;
    return wakers().words.size === 0 || namesIn(text).some((name) => wakers().words.has(name));
  };
  return {
    mayTell: ({ reads, calls }) =>
      calls.some((one) => !isIdleCall(one) && !SAYS_OTHER.test(one.name)) || reads.some(mayTellOf),
    isLeft: ({ text, shared }) => shared && isLeft(context.model.text, text, wakers(), graph, range[0]),
  };
}

function isLeft(
  source: string,
  place: string,
  { words, rest }: Wakers,
  graph: Graph,
  start: number,
): boolean {
  const name = /(?:->|\.)([A-Za-z_]\w*)$/.exec(place)?.[1];
  if (name === undefined || !words.has(name)) return false;
  const stores = [...eventsOf(graph)].filter(
    (event) => event.kind === 'update' && event.place.text === place,
  );
  const isBefore = ({ range }: ProtocolEvent): boolean => range[0] < start;
  const isNothing = (event: ProtocolEvent): boolean =>
    event.kind === 'update' && (event.value?.constant === 0 || event.value?.constant === false);
  if (stores.length > 0) return stores.every((event) => isBefore(event) && isNothing(event));
  const isStored = new RegExp(`(?:->|\\.)${name}\\s*=[^=]`);
  return isStored.test(source) && !rest.some((text) => isStored.test(text));
}

/** Whose result is about memory or user space. */
const SAYS_OTHER =
  /^(k?v?[mzc]alloc\w*|k?mem\w*|(__)?copy_(from|to)_(user|iter)|get_user|put_user|sizeof|min|max|min_t|max_t|unlikely|likely|IS_ERR\w*|test_(and_\w+_)?bit\w*)$/;

/** Places that were given something other than a constant. */
function foundOutBehind(graph: Graph, start: number): ReadonlySet<string> {
  const found = new Set<string>();
  for (const event of eventsOf(graph)) {
    if (event.kind !== 'update' || event.range[0] < start) continue;
    const { value } = event;
    if (!value || value.reads.length + value.calls.length > 0) found.add(event.place.text);
  }
  return found;
}

/** Names of fields on the way to a place, or of a variable. */
function namesIn(text: string): readonly string[] {
  const [root, ...fields] = text.match(/[A-Za-z_]\w*/g) ?? [];
  return fields.length > 0 ? fields : root === undefined ? [] : [root];
}

interface Wakers {
  /** All words of the functions that wake, of those that they call and of those that call them. */
  readonly words: ReadonlySet<string>;
  /** The texts of the other functions. */
  readonly rest: readonly string[];
}

function wakersOf({ text, outline = [] }: FileModel, queue: Place | undefined): Wakers {
  const name = queue?.shared ? /\w+$/.exec(queue.text)?.[0] : undefined;
  if (name === undefined) return NOBODY;
  const isWaker = new RegExp(`\\b(?:s?wake_up\\w*|complete(?:_all)?)\\s*\\([^;]*\\b${name}\\b`);
  const sources = outline.map((fn) => ({ name: fn.name, source: text.slice(...fn.range) }));
  const wakers = sources.filter(({ source }) => isWaker.test(source));
  if (wakers.length === 0) return NOBODY;
  const near = new Set(
    sources.filter((one) =>
      wakers.some((waker) => waker === one || calls(waker.source, one.name) || calls(one.source, waker.name)),
    ),
  );
  return {
    words: new Set([...near].flatMap(({ source }) => source.match(/[A-Za-z_]\w*/g) ?? [])),
    rest: sources.filter((one) => !near.has(one)).map(({ source }) => source),
  };
}

const NOBODY: Wakers = { words: new Set(), rest: [] };

function calls(source: string, name: string): boolean {
  return source.includes(name) && new RegExp(`\\b${name}\\s*\\(`).test(source);
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}
