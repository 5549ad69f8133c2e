/** What rows say. */

import type { WaiterSnapshot } from '../../../protocol.js';
import { currentHold, type Hold, type LockView } from './locks.js';
import type { Lane, ProgramView, QueueView, WaitEnd } from './model.js';

/** A row's name, what stands beside it, and the whole of it for who hears the page. */
export interface Words {
  readonly label: string;
  readonly description: string;
  readonly spoken: string;
}

export const kinds: Readonly<Record<QueueView['kind'], string>> = {
  full: 'wait queue',
  simple: 'simple wait queue',
  shared: 'wait queue shared between threads',
};

export const statuses: Readonly<Record<ProgramView['status'], string>> = {
  connecting: 'connecting',
  live: 'live',
  paused: 'paused',
  lost: 'connection lost',
  ended: 'ended',
  recorded: 'recorded',
};

const phases: Readonly<Record<WaiterSnapshot['phase'], string>> = {
  asleep: 'asleep',
  woken: 'woken, not running yet',
  running: 'running',
};

const ends: Readonly<Record<WaitEnd, string>> = {
  finish: 'finished',
  timeout: 'timed out',
  interrupt: 'interrupted',
  unseen: 'gone',
};

export function programWords({ name, status, detail }: ProgramView): Words {
  const description = [statuses[status], ...(detail ? [detail] : [])].join(': ');
  return { label: name, description, spoken: `program ${name}, ${description}` };
}

export function queueWords({ name, kind, shown, goneAt }: QueueView): Words {
  const waiters = shown?.waiters ?? [];
  const asleep = waiters.filter(({ sleeping }) => sleeping).length;
  const words = goneAt === undefined ? [asleep === 0 ? 'nobody asleep' : `${asleep} asleep`] : ['gone'];
  if (goneAt === undefined && waiters.length > asleep) words.push(`${waiters.length - asleep} awake`);
  if (shown?.waiterCount) words.push(`${shown.waiterCount} in all`);
  const description = words.join(', ');
  return { label: name, description, spoken: `${kinds[kind]} ${name}, ${description}` };
}

/** `now` is the time of what is shown, in milliseconds since the epoch or in steps. */
export function lockWords(lock: LockView, now: number, unit: TimeUnit = 'ms'): Words {
  const { name, wanted } = lock;
  const hold = currentHold(lock);
  const words = [hold ? holdWords(hold, now, unit) : 'free'];
  if (wanted.length > 0) words.push(`wanted by ${wanted.map((task) => task || 'somebody').join(', ')}`);
  const description = words.join(', ');
  return { label: name, description, spoken: `lock ${name.replace(/^lock /, '')}, ${description}` };
}

/** Who has or had it, and for how long. */
export function holdWords({ task, from, to, isOlder }: Hold, now: number, unit: TimeUnit): string {
  const time = isOlder ? 'since before recording' : `for ${length((to ?? now) - from, unit)}`;
  return `held by ${task || 'somebody'} ${time}`;
}

/** `now` is the time of what is shown, in milliseconds since the epoch or in steps. */
export function laneWords(
  lane: Lane,
  waiter: WaiterSnapshot | undefined,
  now: number,
  unit: TimeUnit = 'ms',
): Words {
  const { condition, end } = lane;
  const source = condition === undefined ? undefined : oneLine(condition);
  const name = whoIs(lane);
  const label = name || source || `waiter ${lane.waiter}`;
  const words = [end === undefined ? phaseWords(lane, now, unit) : ends[end]];
  if (waiter?.exclusive && end === undefined) words.push('exclusive');
  if (name && source) words.push(source);
  const description = words.join(', ');
  return { label, description, spoken: `${label}, ${description}` };
}

/** The name of a task; where threads share the queue, with that of its thread. */
export function whoIs({ task, threadId }: Pick<Lane, 'task' | 'threadId'>): string {
  if (threadId === undefined) return task;
  return task === '' ? `thread ${threadId}` : `${task} (thread ${threadId})`;
}

function phaseWords({ spans }: Lane, now: number, unit: TimeUnit): string {
  const last = spans.at(-1);
  if (!last) return '';
  const time = last.isOlder ? 'since before recording' : `for ${length(now - last.from, unit)}`;
  return `${phases[last.phase]} ${time}`;
}

/** The condition as a person reads it: without `() =>`, on one line. */
export function oneLine(condition: string): string {
  const body = condition
    .replace(/^\s*\(\s*\)\s*=>\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return body.length <= longest ? body : `${body.slice(0, longest - 1)}…`;
}

const longest = 80;

/** A place as a person reads it: of the URL of a file its path. */
export function readable(site: string): string {
  if (!site.startsWith('file://')) return site;
  try {
    return decodeURIComponent(site.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, ''));
  } catch {
    return site;
  }
}

/** A time in words; a schedule has no clock, so that one of it is a number of steps. */
export function length(time: number, unit: TimeUnit): string {
  if (unit === 'ms') return duration(time);
  return time === 1 ? '1 step' : `${time} steps`;
}

type TimeUnit = ProgramView['unit'];

/** Milliseconds in the unit that fits: `0.04 ms`, `40 ms`, `1.5 s`, `3 min`, `2 h`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 10) return `${Number(ms.toPrecision(2))} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / 3_600_000)} h`;
}
