import type { Action, ApiEntry, Family } from '../api/entry.js';
import { kernelApi, kernelApiNames } from '../api/kernel.js';
import { isAtomicLock, sleepOf } from '../api/sleeping.js';
import { createWordSet, type WordSet } from './word-set.js';

/** The API names one analysis goes by: the built-in tables and the project's own. */
export interface Names {
  api(name: string): ApiEntry | undefined;
  /** What calling the function that a member holds means: `data->phy_ops->read_bytes`. */
  member(path: string): ApiEntry | undefined;
  /** What the fast scan looks for: names that make a function worth reading, and types of queues and entries. */
  readonly wanted: WordSet;
  /** The entries of this name that the scan does not look for, or of a member, which it can't tell. */
  unscanned(name: string): readonly ApiEntry[];
  /** Those that are not built in. */
  readonly own: readonly ApiEntry[];
}

/** A type whose variables are queues or entries. */
export interface QueueType {
  readonly is: 'queue' | 'entry';
  readonly family: Family;
  /** Written with `struct` before it. */
  readonly isTag: boolean;
}

/** The names for a project's own API entries, on top of the built-in ones. */
export function namesFor(own: readonly ApiEntry[] | undefined): Names {
  if (!own || own.length === 0) return (builtIn ??= makeNames([]));
  return makeNames(own.filter((entry) => entry.language === 'c'));
}

/** What a type name says about a variable, or nothing. */
export function queueType(name: string): QueueType | undefined {
  return QUEUE_TYPES.get(name);
}

/** Actions that make a function part of the protocol; locks, delays and barriers alone do not. */
export function isProtocolAction(action: Action): boolean {
  return PROTOCOL_ACTIONS.has(action);
}

function isWanted(api: ApiEntry): boolean {
  const { action } = api;
  if (isProtocolAction(action) || action === 'set-handler') return true;
  return sleepOf(api) !== undefined || isAtomicLock(api);
}

const PROTOCOL_ACTIONS: ReadonlySet<Action> = new Set<Action>([
  'declare-queue',
  'init-queue',
  'declare-entry',
  'init-entry',
  'register',
  'set-state',
  'finish',
  'sleep',
  'state-sleep',
  'wait',
  'woken',
  'sleep-on',
  'compare-sleep',
  'wake',
  'query',
]);

const QUEUE_TYPES: ReadonlyMap<string, QueueType> = new Map([
  ['wait_queue_head_t', { is: 'queue', family: 'wait', isTag: false }],
  ['wait_queue_head', { is: 'queue', family: 'wait', isTag: true }],
  ['__wait_queue_head', { is: 'queue', family: 'wait', isTag: true }],
  ['wait_queue_entry_t', { is: 'entry', family: 'wait', isTag: false }],
  ['wait_queue_entry', { is: 'entry', family: 'wait', isTag: true }],
  ['wait_queue_t', { is: 'entry', family: 'wait', isTag: false }],
  ['__wait_queue', { is: 'entry', family: 'wait', isTag: true }],
  ['swait_queue_head', { is: 'queue', family: 'swait', isTag: true }],
  ['swait_queue', { is: 'entry', family: 'swait', isTag: true }],
  ['swaiter', { is: 'entry', family: 'swait', isTag: true }],
  ['swait_head', { is: 'queue', family: 'swait', isTag: true }],
  ['completion', { is: 'queue', family: 'completion', isTag: true }],
  ['rcuwait', { is: 'queue', family: 'rcuwait', isTag: true }],
  ['wait_bit_queue_entry', { is: 'entry', family: 'bit', isTag: true }],
] as const);

/** Words that are no calls of the API and tell something all the same. */
const OTHER_WORDS = ['current', 'guard', 'scoped_guard', 'hrtimer_init'];

let builtIn: Names | undefined;

function makeNames(own: readonly ApiEntry[]): Names {
  const mine = new Map(own.map((entry) => [entry.name, entry]));
  const base = own.length > 0 ? namesFor(undefined) : undefined;
  const listed = base ? own : [...kernelApiNames()].map((name) => kernelApi(name)!);
  const words = listed.filter(isWanted).map(({ name }) => name);
  const wanted = createWordSet(
    base ? words : [...words, ...QUEUE_TYPES.keys(), ...OTHER_WORDS],
    base?.wanted,
  );
  const unscanned = groupByWord(
    listed.filter(({ name }) => wanted.words.get(name) === undefined || isMemberName(name)),
  );
  return {
    api: (name) => mine.get(name) ?? kernelApi(name),
    member: (path) => mine.get(memberKey(path)),
    wanted,
    unscanned(name) {
      const near = unscanned.get(name) ?? [];
      return base && !mine.has(name) ? [...near, ...base.unscanned(name)] : near;
    },
    own,
  };
}

/** Members by their own name, without the field that leads to them. */
function groupByWord(entries: readonly ApiEntry[]): ReadonlyMap<string, readonly ApiEntry[]> {
  const groups = new Map<string, ApiEntry[]>();
  for (const entry of entries) {
    const word = entry.name.slice(entry.name.lastIndexOf('>') + 1);
    groups.set(word, [...(groups.get(word) ?? []), entry]);
  }
  return groups;
}

/** `current->state` is told by its first word. */
function isMemberName(name: string): boolean {
  return name.includes('->') && name !== 'current->state';
}

/** The member with the field that leads to it, as it is asked for in other files. */
function memberKey(path: string): string {
  const [, base, member] = /(\w+)->(\w+)$/.exec(path) ?? [];
  return member === undefined ? '' : `${base!}->${member}`;
}
