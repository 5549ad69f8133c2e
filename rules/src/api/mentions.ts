import type { Action, ApiEntry } from './entry.js';
import { guardClasses, kernelEntries } from './kernel.js';
import { isAtomicLock } from './sleeping.js';
import { createWordSearch } from './word-search.js';

/**
 * Whether a text can hold anything the rules look at: a name of the wait API, or one of the `extra` names (a project's own
 * functions, or what a stricter mode adds). Fast enough to run over a whole kernel before anything is parsed; may say
 * yes for a comment, never no for a call that matters. Bytes need not be decoded for this. `withoutSleeps`: no rule asks what sleeps
 * below a call, so that what could only sleep is no reason.
 */
export function mentionsApi(
  source: string | Uint8Array,
  language: 'c' | 'js',
  extra: readonly string[] = [],
  withoutSleeps = false,
): boolean {
  if (language === 'c') return mentionedIn(source, extra, withoutSleeps) !== undefined;
  return SCRIPT.test(toText(source)) || mentionsAny(source, extra);
}

/**
 * What the promises and the waits that a script makes of its own are made with, for `extra` where the rules look at these,
 * too; the module `events` in its three quotes; what takes a listener away, and what gives a lock back.
 */
export const promiseWords: readonly string[] = [
  'new Promise',
  ', rej',
  '.wait',
  ' wait',
  "events'",
  'events"',
  'events`',
  '.removeListener(',
  '.removeEventListener(',
  '.off(',
  'release',
  'unlock',
  'withResolvers(',
  'efer()',
  'efer)()',
  'eferred()',
  'eferred)()',
];

/** What makes a C text worth a look: something that waits, or no more than a section in which nothing may sleep. */
export function mentionedIn(
  source: string | Uint8Array,
  extra: readonly string[] = [],
  withoutSleeps = false,
): 'waits' | 'sections' | undefined {
  const mentioned = mentionedOfKernel(source, withoutSleeps);
  return mentioned !== 'waits' && mentionsAny(source, extra) ? 'waits' : mentioned;
}

function mentionsAny(source: string | Uint8Array, names: readonly string[]): boolean {
  if (names.length === 0) return false;
  const text = toText(source);
  return names.some((name) => text.includes(name));
}

/** An import of `waitq` or one of its parts, or the global `Atomics`; not its mere name, as in the lists of globals that tools carry. */
const SCRIPT = /['"`]waitq(?:\/[\w/]+)?['"`]|(?<!['"`%])\bAtomics\b(?!['"`%]|\s*:)/;

/** Actions whose names alone make no file worth reading: every file locks, delays and asserts. */
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

/** A completion keeps the protocol by itself, and nothing can be wrong where one is only prepared or completed. */
function isSilent({ action, family }: ApiEntry): boolean {
  return SILENT.has(action) || (family === 'completion' && (action === 'wake' || action === 'init-queue'));
}

const names: ReadonlySet<string> = new Set(
  kernelEntries.filter((entry) => !isSilent(entry)).map((entry) => entry.name),
);

/** What is put behind `current` to set the state of the task without a call. */
const STATES = ['current->state', 'current->__state'];

const search = createWordSearch([...names, ...STATES]);

/** Words that begin a section in which nothing may sleep, or set a handler. */
const sections = [
  ...kernelEntries
    .filter((entry) => entry.action === 'set-handler' || (isAtomicLock(entry) && entry.action !== 'unlock'))
    .map(({ name }) => name),
  ...[...guardClasses]
    .filter(([, lock]) => isAtomicLock(lock))
    .flatMap(([name]) => [`guard(${name}`, `scoped_guard(${name}`]),
];

const searchAll = createWordSearch([...names, ...STATES, ...sections]);

function mentionedOfKernel(
  source: string | Uint8Array,
  withoutSleeps: boolean,
): 'waits' | 'sections' | undefined {
  if (source.length > LONGEST_SNIPPET && !hasBrace(source)) return undefined;
  const bytes = toBytes(source);
  let hasSection = false;
  const waits = (withoutSleeps ? search : searchAll)(bytes, (word, end) => {
    if (word.startsWith('current')) return true;
    if (names.has(word)) return isCalled(bytes, end);
    hasSection = true;
    return false;
  });
  if (waits) return 'waits';
  return hasSection ? 'sections' : undefined;
}

/** Comments are full of words such as `schedule`; what is called has a parenthesis behind it. */
function isCalled(bytes: Uint8Array, end: number): boolean {
  let at = end;
  while (at < bytes.length && bytes[at]! <= SPACE) at++;
  return bytes[at] === OPEN_PAREN;
}

const SPACE = 0x20;
const OPEN_PAREN = 0x28;

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

/**
 * A character beyond Latin-1 becomes some other one: no name holds or touches any. Good until the next call: memory of its own
 * for each text of a tree costs more than the look at it.
 */
function toBytes(source: string | Uint8Array): Uint8Array {
  if (typeof source !== 'string') return source;
  if (source.length > scratch.length) return Buffer.from(source, 'latin1');
  return scratch.subarray(0, scratch.write(source, 'latin1'));
}

const scratch = Buffer.allocUnsafeSlow(1 << 20);
