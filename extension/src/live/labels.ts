import { findingsOf, isLost, type Node, type Program } from './model.js';
import { holderOf, type SeenLock } from './locks.js';
import { isKept } from './shared.js';
import type { Counters, Finding, QueueSnapshot, WaiterSnapshot } from './snapshot.js';

/** The words of one line of the tree. */
export interface Label {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
  /** The whole of it for who hears it; missing where label and description say it. */
  readonly spoken?: string;
}

/** Puts a line of the tree into words. */
export function labelOf(node: Node): Label {
  if (node.kind === 'program') return programLabel(node.program);
  if (node.kind === 'queue')
    return node.shared ? sharedLabel(node.queue, node.shared) : queueLabel(node.queue);
  if (node.kind === 'finding') return findingLabel(node.finding);
  if (node.kind === 'lock') return lockLabel(node.lock, node.program.at);
  if (node.kind === 'wanter') return wanterLabel(node.lock, node.place);
  const label = waiterLabel(node.waiter, node.program.at);
  const tooltip = [label.tooltip, ...findingsOf(node).map(({ message }) => message)].join('\n');
  return isLost(node)
    ? { ...label, description: `lost wake-up, ${label.description}`, tooltip }
    : { ...label, tooltip };
}

function programLabel({ name, queues, problem, status }: Program): Label {
  const words = problem ?? plural(queues.filter(isKept).length, 'queue');
  const description = status === 'live' ? words : `${statuses[status]}${problem ? ':' : ','} ${words}`;
  return { label: name, description, tooltip: description };
}

const statuses: Readonly<Record<Program['status'], string>> = {
  connecting: 'connecting',
  live: 'live',
  paused: 'paused',
  lost: 'not reached',
  ended: 'ended',
  recorded: 'recorded',
};

function findingLabel({ kind, message, evidence }: Finding): Label {
  const seen = evidence.map(({ task, what, site }) => [task, what, site].filter(Boolean).join(' '));
  return { label: message, description: '', tooltip: [kind, ...seen].join('\n') };
}

const kinds: Readonly<Record<QueueSnapshot['kind'], string>> = {
  full: 'wait queue',
  simple: 'simple wait queue',
  shared: 'wait queue shared between threads',
};

function queueLabel({ name, kind, waiters, counters }: QueueSnapshot): Label {
  const sleeping = waiters.filter((waiter) => waiter.sleeping).length;
  const running = waiters.length - sleeping;
  const parts = [sleeping > 0 ? `${sleeping} asleep` : 'nobody asleep'];
  if (running > 0) parts.push(`${running} about to test`);
  if (counters) parts.push(plural(counters.waits, 'wait'), plural(counters.wakeUps, 'wake-up'));
  const tooltip = [`${name}: ${kinds[kind] ?? kind}`, ...(counters ? counterLines(counters) : [])].join('\n');
  return { label: name, description: parts.join(', '), tooltip };
}

/** Who knows it stands in the tooltip: there may be many. */
function sharedLabel(queue: QueueSnapshot, { tellings }: Shared): Label {
  const { label, description, tooltip } = queueLabel(queue);
  const threads = tellings.map(({ teller: { name, info } }) =>
    info ? `${threadName(info.threadId)}: ${name}` : name,
  );
  return { label, description, tooltip: [tooltip, 'Watched in', ...threads].join('\n') };
}

type Shared = NonNullable<Extract<Node, { kind: 'queue' }>['shared']>;

function counterLines(counters: Counters): readonly string[] {
  const { waits, finished, wakeUps, wakeUpsOfNobody, woken, spurious, timeouts, interrupts } = counters;
  return [
    `${waits} waits, ${finished} of them over`,
    `${wakeUps} wake-ups, ${wakeUpsOfNobody} of them found nobody; they woke ${woken}`,
    `${spurious} woken in vain, ${timeouts} timed out, ${interrupts} interrupted`,
    ...(finished > 0 ? [`longest wait ${duration(counters.longestMs)}`] : []),
    ...(finished > 0 && counters.totalMs > 0 ? [`mean wait ${duration(counters.totalMs / finished)}`] : []),
    ...(counters.resumed > 0 && counters.totalWakeToRunMs > 0
      ? [`from wake-up to running ${duration(counters.totalWakeToRunMs / counters.resumed)} on average`]
      : []),
  ];
}

function waiterLabel(waiter: WaiterSnapshot, now: number): Label {
  const { condition, since } = waiter;
  const source = condition === undefined ? undefined : oneLine(condition);
  const name = waiterName(waiter);
  // A side bar is narrow: what is cut off is what matters least.
  const words = [
    ...(since === undefined ? [] : [duration(now - since)]),
    ...(name === '' || source === undefined ? [] : [source]),
    ...stateWords(waiter),
  ];
  return {
    label: name || (source ?? `waiter ${waiter.id}`),
    description: words.join(', '),
    tooltip: tooltip(waiter),
  };
}

/** Its task; where threads share the queue, its thread, too. */
export function waiterName({ task, threadId }: WaiterSnapshot): string {
  if (threadId === undefined) return task;
  return task === '' ? threadName(threadId) : `${task} (${threadName(threadId)})`;
}

function threadName(threadId: number): string {
  return `thread ${threadId}`;
}

function stateWords({ state, exclusive, sleeping }: WaiterSnapshot): readonly string[] {
  return [state, ...(exclusive ? ['exclusive'] : []), ...(sleeping ? [] : ['about to test'])];
}

function tooltip(waiter: WaiterSnapshot): string {
  const { condition, since, site } = waiter;
  const lines = [
    stateWords(waiter).join(', '),
    condition === undefined ? 'Tests its condition itself.' : `Waits until ${condition}`,
    sinceWords(since),
    ...(site === undefined ? [] : [`Waits at ${site}`]),
  ];
  return lines.join('\n');
}

function sinceWords(since: number | undefined): string {
  return since === undefined ? 'Since when: before recording.' : `Since ${new Date(since).toISOString()}`;
}

function lockLabel(lock: SeenLock, now: number): Label {
  const { name, since, site, wanted, isFree } = lock;
  const held = isFree ? 'free' : heldWords(lock, now);
  const description = [held, ...(wanted.length > 0 ? [`wanted by ${wanted.length}`] : [])].join(', ');
  const lines = [
    `${name}: ${lock.shared ? 'lock shared between threads' : 'lock'}`,
    isFree ? 'free' : `Held by ${holderOf(lock)}`,
    ...(isFree ? [] : [sinceWords(since)]),
    ...(site === undefined ? [] : [`Taken at ${site}`]),
    ...(wanted.length > 0 ? [`Wanted by ${wanted.map((who) => who || 'somebody').join(', ')}`] : []),
  ];
  return { label: name, description, tooltip: lines.join('\n'), spoken: `lock ${name}, ${description}` };
}

function heldWords(lock: SeenLock, now: number): string {
  const time = lock.since === undefined ? 'since before recording' : `for ${duration(now - lock.since)}`;
  return `held by ${holderOf(lock)} ${time}`;
}

function wanterLabel({ name, wanted }: SeenLock, place: number): Label {
  const who = wanted[place] || 'somebody';
  const description = place === 0 ? 'gets it next' : `after ${place} more`;
  const spoken = `${who} waits for lock ${name}, ${description}`;
  return { label: who, description, tooltip: spoken, spoken };
}

/** The condition as a person reads it: without `() =>`, on one line. */
function oneLine(condition: string): string {
  const body = condition
    .replace(/^\s*\(\s*\)\s*=>\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return body.length <= longest ? body : `${body.slice(0, longest - 1)}…`;
}

const longest = 60;

/** Milliseconds in the unit that fits: `40 ms`, `1.5 s`, `3 min`, `2 h`. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / 3_600_000)} h`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
