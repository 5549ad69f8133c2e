import type { TaskState } from '../state.js';
import { TASK_INTERRUPTIBLE, TASK_WAKEKILL } from '../state.js';
import { platform } from './platform.js';
import { ALLOWED, PENDING, type SharedTask } from './task.js';
import { rouseTask } from './wake-slots.js';

/** The signals by Linux number, from 1: a pending one is a bit. */
const SIGNALS = [
  ...[
    'SIGHUP',
    'SIGINT',
    'SIGQUIT',
    'SIGILL',
    'SIGTRAP',
    'SIGABRT',
    'SIGBUS',
    'SIGFPE',
    'SIGKILL',
    'SIGUSR1',
  ],
  ...['SIGSEGV', 'SIGUSR2', 'SIGPIPE', 'SIGALRM', 'SIGTERM', 'SIGSTKFLT', 'SIGCHLD', 'SIGCONT', 'SIGSTOP'],
  ...['SIGTSTP', 'SIGTTIN', 'SIGTTOU', 'SIGURG', 'SIGXCPU', 'SIGXFSZ', 'SIGVTALRM', 'SIGPROF', 'SIGWINCH'],
  ...['SIGIO', 'SIGPWR', 'SIGSYS'],
] as const;

export type SharedSignal = (typeof SIGNALS)[number];

/**
 * Sends a signal to a task, whatever thread it sleeps on (`kill`). It stays pending and ends every
 * interruptible sleep of the task, SIGKILL also the killable ones; an uninterruptible sleep goes on.
 *
 * @returns whether the task takes the signal
 * @throws TypeError for an unknown signal
 */
export function kill(task: SharedTask, signal: SharedSignal): boolean {
  const bit = bitOf(signal);
  if (!(platform.atomics.load(task.words, ALLOWED) & bit)) return false;
  platform.atomics.or(task.words, PENDING, bit);
  for (const { memory } of task.queues) {
    rouseTask(memory, task.id, (state) => passes(bit, state) !== 0);
  }
  return true;
}

/** Whether a signal waits for the task (`signal_pending`). */
export function signalPending(task: SharedTask): boolean {
  return platform.atomics.load(task.words, PENDING) !== 0;
}

/**
 * Makes the task take this signal (`allow_signal`). A task takes every signal until it first says which; from
 * then on it ignores the others. Throws a TypeError for an unknown signal.
 */
export function allowSignal(task: SharedTask, signal: SharedSignal): void {
  const bit = bitOf(signal);
  if (platform.atomics.compareExchange(task.words, ALLOWED, -1, bit) !== -1)
    platform.atomics.or(task.words, ALLOWED, bit);
}

/** Forgets the pending signals (`flush_signals`), for a task that goes on after an interruption. */
export function flushSignals(task: SharedTask): void {
  platform.atomics.store(task.words, PENDING, 0);
}

/** The pending signal that a sleep in this state does not outlast, the fatal one first. */
export function pendingSignal(task: SharedTask, state: TaskState): SharedSignal | undefined {
  const bits = passes(platform.atomics.load(task.words, PENDING), state);
  if (bits === 0) return undefined;
  return bits & SIGKILL ? 'SIGKILL' : SIGNALS[31 - Math.clz32(bits & -bits)];
}

const SIGKILL = 1 << 8;

/** Of these signals, those that a sleep in this state lets through. */
function passes(bits: number, state: TaskState): number {
  if (state & TASK_INTERRUPTIBLE) return bits;
  return state & TASK_WAKEKILL ? bits & SIGKILL : 0;
}

function bitOf(signal: SharedSignal): number {
  const index = SIGNALS.indexOf(signal);
  if (index >= 0) return 1 << index;
  throw new TypeError(`Unknown signal ${String(signal)}: threads know those with a number on Linux`);
}
