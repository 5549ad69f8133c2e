import type { Action } from './entry.js';
import { kernelEntries } from './kernel.js';

/**
 * Whether a text can hold anything the rules look at: a name of the wait API, or one of the `extra` names (a project's own
 * functions, or what a stricter mode adds). Fast enough to run over a whole kernel before anything is parsed; may say
 * yes for a comment, never no for a call.
 */
export function mentionsApi(text: string, language: 'c' | 'js', extra: readonly string[] = []): boolean {
  const known = language === 'c' ? mentionsKernel(text) : SCRIPT.test(text);
  return known || extra.some((name) => text.includes(name));
}

/** An import of `waitq` or one of its parts, or the global `Atomics`. */
const SCRIPT = /['"`]waitq(?:\/[\w/]+)?['"`]|\bAtomics\b/;

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

/** A part of every name in `names`, and of the `sleepers` that tell something: one scan for these and a look-up costs half of a scan for all the names. */
const STEMS =
  /wait|wake_|WAIT|schedule|_state\b|complet|COMPLET|sleep|_sync\b|kthread_|flush_w|synchronize_|current->(?:__)?state\b/g;

function mentionsKernel(text: string): boolean {
  let hasSleeper = false;
  for (const { 0: stem, index } of text.matchAll(STEMS)) {
    const word = wordAround(text, index, index + stem.length);
    if (stem.startsWith('current->') || names.has(word)) return true;
    hasSleeper ||= sleepers.has(word);
  }
  return hasSleeper && SECTION.test(text);
}

function wordAround(text: string, from: number, to: number): string {
  let start = from;
  let end = to;
  while (start > 0 && isWordCharacter(text.charCodeAt(start - 1))) start--;
  while (end < text.length && isWordCharacter(text.charCodeAt(end))) end++;
  return text.slice(start, end);
}

function isWordCharacter(code: number): boolean {
  return (
    code === 95 || (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57)
  );
}
