import type { Node, Program } from './model.js';
import type { QueueSnapshot, WaiterSnapshot } from './snapshot.js';

/** The words of one line of the tree. */
export interface Label {
  readonly label: string;
  readonly description: string;
  readonly tooltip: string;
}

/** Puts a line of the tree into words. */
export function labelOf(node: Node): Label {
  if (node.kind === 'program') return programLabel(node.program);
  if (node.kind === 'queue') return queueLabel(node.queue);
  return waiterLabel(node.waiter, node.program.at);
}

function programLabel({ name, queues, problem }: Program): Label {
  const description = problem ?? plural(queues.length, 'queue');
  return { label: name, description, tooltip: description };
}

const kinds: Readonly<Record<QueueSnapshot['kind'], string>> = {
  full: 'wait queue',
  simple: 'simple wait queue',
  shared: 'wait queue shared between threads',
};

function queueLabel({ name, kind, waiters }: QueueSnapshot): Label {
  const sleeping = waiters.filter((waiter) => waiter.sleeping).length;
  const running = waiters.length - sleeping;
  const parts = [sleeping > 0 ? `${sleeping} asleep` : 'nobody asleep'];
  if (running > 0) parts.push(`${running} about to test`);
  return { label: name, description: parts.join(', '), tooltip: `${name}: ${kinds[kind] ?? kind}` };
}

function waiterLabel(waiter: WaiterSnapshot, now: number): Label {
  const { id, task, condition, since } = waiter;
  const source = condition === undefined ? undefined : oneLine(condition);
  const words = [...stateWords(waiter)];
  if (since !== undefined) words.push(duration(now - since));
  if (task !== '' && source !== undefined) words.push(source);
  return {
    label: task === '' ? (source ?? `waiter ${id}`) : task,
    description: words.join(', '),
    tooltip: tooltip(waiter),
  };
}

function stateWords({ state, exclusive, sleeping }: WaiterSnapshot): readonly string[] {
  return [state, ...(exclusive ? ['exclusive'] : []), ...(sleeping ? [] : ['about to test'])];
}

function tooltip(waiter: WaiterSnapshot): string {
  const { condition, since, site } = waiter;
  const lines = [
    stateWords(waiter).join(', '),
    condition === undefined ? 'Tests its condition itself.' : `Waits until ${condition}`,
    since === undefined ? 'Since when: before recording.' : `Since ${new Date(since).toISOString()}`,
    ...(site === undefined ? [] : [`Waits at ${site}`]),
  ];
  return lines.join('\n');
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
function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return ms < 3_600_000 ? `${Math.floor(ms / 60_000)} min` : `${Math.floor(ms / 3_600_000)} h`;
}

function plural(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
