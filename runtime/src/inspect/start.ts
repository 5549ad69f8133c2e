import { setAttend, setWatch } from '../attention.js';
import { waitAttended } from '../wait-attended.js';
import { noteEndsOfThreads } from './ended-threads.js';
import { Hub } from './hub.js';
import { later } from './later.js';
import type { InspectHook } from './protocol.js';
import { registerQueue, registry } from './registry.js';

let hub: Hub | undefined;

/** Begins to watch this program; does nothing when it is watched already. */
export function startWatching(): Hub {
  if (hub) return hub;
  noteEndsOfThreads();
  hub = new Hub(registry());
  setWatch(hub.watch);
  setAttend(waitAttended);
  for (const queue of registry().queues()) {
    hub.watch.adopter.adopt(queue, 0);
    queue.watched?.();
  }
  for (const lock of registry().locks()) lock.watched();
  extendHook(hub);
  return hub;
}

/** Who reads events by a debugger and then goes away without a word keeps the log for so long (milliseconds). */
const LEASE = 10_000;

/** From now on the hook tells what the hub knows. */
function extendHook(hub: Hub): void {
  const { recorder } = hub;
  const hook = registry();
  const addQueue = hook.add.bind(hook);
  const lease = {};
  let end: ReturnType<typeof setTimeout> | undefined;
  const keepLog = (): void => {
    hub.keepLog(lease);
    clearTimeout(end);
    end = later(() => hub.letLogGo(lease), LEASE);
  };
  const extension: Omit<Required<InspectHook>, 'watch'> & { add: typeof addQueue } = {
    add(queue) {
      addQueue(queue);
      recorder.created(queue, recorder.sample(registerQueue, 1));
    },
    snapshot: () => hub.snapshot(),
    deltas(since) {
      keepLog();
      return hub.deltas(since);
    },
    lints: (params) => hub.lints(params),
    evaluate: (params) => hub.evaluate(params),
    conditionOf(id) {
      try {
        return hub.conditionOf(hub.find(id).waiter);
      } catch {
        return undefined;
      }
    },
  };
  Object.assign(hook, extension);
}
