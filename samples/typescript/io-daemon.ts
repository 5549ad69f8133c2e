/**
 * The articles' I/O daemon: it sleeps until DATA_READY is set, clears it, works off the requests, and sleeps
 * again, until it is killed. Right as it is.
 */
import type { Task } from 'waitq';
import { InterruptedError, WaitQueue, allowSignal, kill, spawn } from 'waitq';
import { waitEventInterruptible, wakeUpInterruptible } from 'waitq';

const DATA_READY = 1 << 0;

const daemon = {
  flags: 0,
  requests: [] as string[],
  queue: new WaitQueue('io-daemon'),
};

async function ioDaemon(task: Task): Promise<void> {
  allowSignal(task, 'SIGKILL');
  for (;;) {
    await waitEventInterruptible(daemon.queue, () => daemon.flags & DATA_READY, { task });
    daemon.flags &= ~DATA_READY;
    for (const request of daemon.requests.splice(0)) await perform(request);
  }
}

async function perform(request: string): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
  console.log(`done: ${request}`);
}

/** Whoever wants I/O: first the update, then the wake-up. */
function addRequest(request: string): void {
  daemon.requests.push(request);
  daemon.flags |= DATA_READY;
  wakeUpInterruptible(daemon.queue);
}

const task = spawn('io-daemon', ioDaemon);
addRequest('read block 7');
addRequest('write block 9');
setTimeout(() => addRequest('read block 12'), 50);
setTimeout(() => kill(task, 'SIGKILL'), 100);

try {
  await task.done;
} catch (error) {
  if (!(error instanceof InterruptedError)) throw error;
  console.log(`stopped: ${error.message}`);
}
