import { EXCLUSIVE, STATE_SHIFT, ASLEEP } from '../flags.js';
import { pendingTurns } from '../run-queue.js';
import { stateName } from '../state.js';
import { textOf } from './condition-text.js';
import { limits } from './limits.js';
import { knownPlace } from './known-places.js';
import { countersOf } from './queue-stats.js';
import type { Recorder } from './recorder.js';
import type { QueueView, Viewable, ViewableQueue } from './registry.js';
import { conditionOf } from './registry.js';
import type { Place, QueueSnapshot, WaiterSnapshot } from './snapshot.js';
import type { Watching } from './watching.js';

/** Shows queues as they are now. */
export interface Shower {
  queue(queue: ViewableQueue): QueueSnapshot;
  /** Everyone on a queue, the woken first, however many there are. */
  waiters(queue: ViewableQueue, view?: QueueView): readonly Viewable[];
  waiterId(waiter: Viewable): number;
}

export function createShower(recorder: Recorder, watching: Watching): Shower {
  const { registry } = recorder;
  const taskIds = new WeakMap<object, number>();
  let lastTask = 0;
  const taskId = (task: object): number => {
    const id = taskIds.get(task) ?? ++lastTask;
    taskIds.set(task, id);
    return id;
  };
  const shower: Shower = {
    waiterId: (waiter) => watching.waitOf(waiter)?.id ?? registry.waiterId(waiter),
    waiters(queue, view = queue.view()) {
      const woken = pendingTurns().filter(
        (one): one is Viewable => 'queue' in one && one.queue === queue && 'flags' in one,
      );
      if (woken.length === 0) return view.waiters;
      return [...woken.filter((waiter) => !view.waiters.includes(waiter)), ...view.waiters];
    },
    queue(queue) {
      const view = queue.view();
      const all = shower.waiters(queue, view);
      const stats = recorder.statsOf(queue);
      const location = stats.madeAt && placeOf(stats.madeAt.site);
      return {
        id: stats.id,
        name: queue.name || `queue ${stats.id}`,
        kind: view.kind,
        ...(queue.key !== undefined && { region: queue.key, ...(!queue.journal && { isUnheard: true }) }),
        ...(location && { location }),
        waiters: all.slice(0, limits.maxWaiters).map(showWaiter),
        ...(all.length > limits.maxWaiters && { waiterCount: all.length }),
        counters: view.counters ?? countersOf(stats),
      };
    },
  };
  return shower;

  function showWaiter(waiter: Viewable): WaiterSnapshot {
    const { flags, task } = waiter;
    const wait = watching.waitOf(waiter);
    const { sleeping = (flags & ASLEEP) !== 0, sleepState = flags >> STATE_SHIFT } = waiter;
    const condition = wait ? wait.condition : conditionOf(waiter);
    const owner = wait?.task ?? task;
    const place = condition && knownPlace(condition);
    return {
      id: shower.waiterId(waiter),
      task: owner?.name ?? '',
      ...(owner && { taskId: taskId(owner) }),
      state: stateName(sleepState),
      exclusive: (flags & EXCLUSIVE) !== 0,
      sleeping,
      phase: sleeping ? 'asleep' : wait?.wokenAt ? 'woken' : 'running',
      ...(condition && { condition: textOf(condition).slice(0, limits.maxConditionLength) }),
      ...(place && { place }),
      ...(wait && wait.since > 0 && { since: wait.since, spurious: wait.spurious }),
      ...(wait?.callSite && { site: wait.callSite.site, stack: wait.callSite.frames }),
      ...waiter.facts,
    };
  }
}

/** Reads `file:line:column`. */
export function placeOf(site: string): Place | undefined {
  const [, file, line, column] = /^(.+):(\d+):(\d+)$/.exec(site) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}
