import { inspectHook } from '../inspect/hook.js';
import { startWatching } from '../inspect/start.js';
import type { QueueSnapshot, WaiterSnapshot } from '../inspect/protocol.js';

interface Process {
  on(event: 'beforeExit', listener: () => void): void;
  readonly stderr: { write(text: string): void };
}

/** Starts to note times and call sites, and reports the sleepers when nothing is left to run. */
export function reportAtExit(): void {
  startWatching();
  const { process } = globalThis as { process?: Partial<Process> };
  process?.on?.('beforeExit', () => {
    // As the waits are dated: the time of day may be set back meanwhile.
    const text = report(performance.timeOrigin + performance.now());
    if (text) process.stderr?.write(text);
  });
}

/**
 * The sleepers, one paragraph each; empty when all queues are. A worker tells of its own only: on queues that threads
 * share others run on when it ends. The main thread ends last, and tells of all.
 */
export function report(now: number): string {
  const { queues = [], program } = inspectHook()?.snapshot() ?? {};
  const isTold = ({ threadId }: WaiterSnapshot): boolean =>
    threadId === undefined || program?.threadId === 0 || threadId === program?.threadId;
  const sleepers = queues.flatMap((queue) =>
    queue.waiters.filter(isTold).map((waiter) => describe(queue, waiter, now)),
  );
  if (sleepers.length === 0) return '';
  const count = sleepers.length === 1 ? '1 waiter is' : `${sleepers.length} waiters are`;
  return [
    `waitq: ${count} still asleep and nothing is left to run that could wake them:`,
    ...sleepers,
    '',
  ].join('\n');
}

function describe(queue: QueueSnapshot, waiter: WaiterSnapshot, now: number): string {
  const { task, state, since, site, condition, threadId } = waiter;
  const where = threadId === undefined ? '' : ` in thread ${threadId}`;
  const who = `${task ? `task '${task}'` : 'a task without a name'}${where}`;
  const how = `${state}${waiter.exclusive ? ', exclusive' : ''}`;
  const long = since === undefined ? '' : ` for ${duration(now - since)}`;
  const lines = [
    `  ${who} on queue '${queue.name}' (${how})${long}`,
    site && `    at ${site}`,
    condition && `    until ${condition.replace(/\s+/g, ' ')}`,
  ];
  return lines.filter(Boolean).join('\n');
}

function duration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
