import type { Task } from '../../task.js';
import type { Evidence, Finding } from '../findings.js';
import type { WatchedLock } from '../locks.js';
import type { Scene, Sleeper } from './sleepers.js';

/** Why one task can't go on before another has. */
interface Reason {
  readonly on: Task;
  readonly evidence: Evidence;
  readonly isLock: boolean;
}

/**
 * Tasks that wait for each other in a ring: for a lock that the next one holds, or on a queue that nobody but the
 * next one has ever woken. One lock at least is among the reasons.
 */
export function lockCycles({ hub, sleepers }: Scene): Finding[] {
  const reasons = new Map<Task, Reason[]>();
  const add = (task: Task, reason: Reason): void => {
    reasons.set(task, [...(reasons.get(task) ?? []), reason]);
  };
  const { contended } = hub.locks;
  for (const lock of contended) addLock(lock, add);
  const tasks = new Set(
    contended.flatMap(({ holder, wanted }) => [holder, ...wanted]).filter((one) => !!one),
  );
  for (const sleeper of sleepers) addSleeper(sleeper, [...tasks], add);
  return cyclesIn(reasons).map(finding);
}

function addLock(lock: WatchedLock, add: (task: Task, reason: Reason) => void): void {
  const { holder, wanted, id, name } = lock;
  const called = name === `lock ${id}` ? name : `lock '${name}'`;
  if (!holder) return;
  for (const task of wanted) {
    if (!task || task === holder) continue;
    const what = `wants ${called}, which task '${holder.name}' holds`;
    add(task, { on: holder, isLock: true, evidence: { what, task: task.name } });
  }
}

/** The only known waker of its queue is the one it waits for, and nothing else ends its wait. */
function addSleeper(
  sleeper: Sleeper,
  tasks: readonly Task[],
  add: (task: Task, reason: Reason) => void,
): void {
  const { wait, stats, as, shown } = sleeper;
  const [waker, ...others] = stats.wakers ?? [];
  const candidates = tasks.filter(({ name }) => name === waker);
  if (!wait?.task || !wait.condition || wait.mayGiveUp) return;
  if (others.length > 0 || candidates.length !== 1 || candidates[0] === wait.task) return;
  const what = `sleeps; nobody but task '${waker}' has ever woken queue '${shown.name}'`;
  const evidence = { what, task: as.task, queue: shown.id, waiter: as.id };
  add(wait.task, { on: candidates[0]!, isLock: false, evidence });
}

interface Link {
  readonly task: Task;
  readonly reason: Reason;
}

/** Each ring once, found by following every reason from every task. */
function cyclesIn(reasons: ReadonlyMap<Task, readonly Reason[]>): Link[][] {
  const cycles: Link[][] = [];
  const done = new Set<Task>();
  const follow = (task: Task, path: readonly Link[]): void => {
    const start = path.findIndex((link) => link.task === task);
    if (start >= 0) return void cycles.push(path.slice(start));
    if (done.has(task)) return;
    for (const reason of reasons.get(task) ?? []) follow(reason.on, [...path, { task, reason }]);
    done.add(task);
  };
  for (const task of reasons.keys()) follow(task, []);
  return cycles.filter((cycle) => cycle.some(({ reason }) => reason.isLock));
}

function finding(cycle: readonly Link[]): Finding {
  const names = cycle.map(({ task }) => `'${task.name}'`);
  const sleeper = cycle.map(({ reason }) => reason.evidence).find(({ waiter }) => waiter !== undefined);
  return {
    kind: 'lock-cycle',
    message: `Tasks ${names.join(' → ')} → ${names[0]} wait for each other and none can go on. Take locks in one order everywhere, and hold none while asleep: pass it to a waitEvent…Lock function.`,
    ...(sleeper?.queue !== undefined && { queue: sleeper.queue }),
    ...(sleeper?.waiter !== undefined && { waiter: sleeper.waiter }),
    evidence: cycle.map(({ reason }) => reason.evidence),
  };
}
