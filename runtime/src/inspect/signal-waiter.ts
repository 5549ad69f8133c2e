import { kill } from '../signals.js';
import type { Signal } from '../task.js';
import type { SharedSignal } from '../threads/signals.js';
import { kill as killShared } from '../threads/signals.js';
import { knownTask } from '../threads/task-names.js';
import { InspectError } from './failure.js';
import type { Hub } from './hub.js';

/**
 * Sends a signal to the task of a waiter on a queue of any kind, also one that blocks in another thread. Tells whether
 * the task takes it.
 *
 * @throws InspectError `not-found` for a waiter without a task, or with one that this thread does not know; TypeError
 *   for a signal that threads do not know
 */
export function signalWaiter(hub: Hub, id: number, signal: Signal): boolean {
  const { waiter } = hub.find(id);
  const task = hub.taskOf(waiter);
  if (task) return kill(task, signal);
  const shared = knownTask(waiter.facts?.taskId ?? 0);
  if (shared) return killShared(shared, signal as SharedSignal);
  throw new InspectError('not-found', `Waiter ${id} belongs to no task that is known here`);
}
