import type { Action } from './entry.js';
import { kernelEntries } from './kernel.js';
import { createWordSearch } from './word-search.js';

/**
 * Whether a text can hold anything the rules look at: a name of the wait API, or one of the `extra` names (a project's own
 * functions, or what a stricter mode adds). Fast enough to run over a whole kernel before anything is parsed; may say
 * yes for a comment, never no for a call. Bytes need not be decoded for this.
 */
export function mentionsApi(
  source: string | Uint8Array,
  language: 'c' | 'js',
  extra: readonly string[] = [],
): boolean {
  const known = language === 'c' ? mentionsKernel(source) : SCRIPT.test(toText(source));
  return known || (extra.length > 0 && mentionsAny(toText(source), extra));
}

/**
 * What the promises and the waits that a script makes of its own are made with, for `extra` where the rules look at these,
 * too; the module `events` in its three quotes; and what takes a listener away.
 */
export const promiseWords: readonly string[] = [
  'new Promise',
  '.wait',
  ' wait',
  "events'",
  'events"',
  'events`',
  '.removeListener(',
  '.removeEventListener(',
  '.off(',
];

function mentionsAny(text: string, names: readonly string[]): boolean {
  return names.some((name) => text.includes(name));
}

/** An import of `waitq` or one of its parts, or the global `Atomics`; not its mere name, as in the lists of globals that tools carry. */
const SCRIPT = /['"`]waitq(?:\/[\w/]+)?['"`]|(?<!['"`%])\bAtomics\b(?!['"`%]|\s*:)/;

/** Names that alone make no file worth reading: every file locks, delays and asserts. */
const SILENT: ReadonlySet<Action> = new Set([
  'lock',
  'unlock',
  'try-lock',
  'barrier',
  'no-return',
  'signal-test',
  'delay',
  'may-sleep',
  'set-handler',
]);

const names: ReadonlySet<string> = new Set(
  kernelEntries.filter((entry) => !SILENT.has(entry.action)).map((entry) => entry.name),
);

/** Sleepers that make a file worth reading where it also has a section in which nothing may sleep. */
const sleepers: ReadonlySet<string> = new Set(
  kernelEntries.filter(({ action }) => action === 'delay' || action === 'may-sleep').map(({ name }) => name),
);

/** Words that begin such a section, or set a handler. */
const SECTION =
  /\b(?:(?:raw_)?spin_lock|(?:read|write)_lock|rcu_read_lock|local_(?:irq|bh)_|preempt_disable|(?:(?:devm_|pci_)?request_(?:threaded_)?irq|timer_setup|tasklet_setup|tasklet_init|call_rcu|hrtimer_init|netif_napi_add)\b)/;

/** Part of the sleepers that tell something: nearly every file allocates and takes locks. */
const TELLING = /wait|schedule|complet|sleep|_sync\b|kthread_|flush_w|synchronize_/;

/** What is put behind `current` to set the state of the task without a call. */
const STATES = ['current->state', 'current->__state'];

const search = createWordSearch([...names, ...STATES, ...[...sleepers].filter((name) => TELLING.test(name))]);

function mentionsKernel(source: string | Uint8Array): boolean {
  if (source.length > LONGEST_SNIPPET && !hasBrace(source)) return false;
  let hasSleeper = false;
  const isEnough = (word: string): boolean => {
    const isSleeper = !names.has(word) && sleepers.has(word);
    hasSleeper ||= isSleeper;
    return !isSleeper;
  };
  return search(toBytes(source), isEnough) || (hasSleeper && SECTION.test(toText(source)));
}

/**
 * More than a person pastes. A longer text without a brace has no function in it: a third of what a kernel tree weighs
 * is headers of nothing but register numbers.
 */
const LONGEST_SNIPPET = 20_000;

function hasBrace(source: string | Uint8Array): boolean {
  return typeof source === 'string' ? source.includes('{') : source.includes(0x7b);
}

/** One character a byte: exact for ASCII, at the speed of a copy. */
function toText(source: string | Uint8Array): string {
  if (typeof source === 'string') return source;
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength).toString('latin1');
}

/** A character beyond Latin-1 becomes some other one: no name holds or touches any. */
function toBytes(source: string | Uint8Array): Uint8Array {
  return typeof source === 'string' ? Buffer.from(source, 'latin1') : source;
}
