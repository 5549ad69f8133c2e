import type { Condition } from '../options.js';
import type { Task } from '../task.js';
import { isTrue } from '../truth.js';
import type { CallSite } from './call-site.js';
import { ENTERED_AND_SLEPT } from './event-log.js';
import type { QueueStats } from './queue-stats.js';
import type { Recorder } from './recorder.js';
import type { WaiterPhase } from './snapshot.js';

/** One wait of a watched program, from its first test on. */
export class Wait {
  readonly id: number;
  readonly stats: QueueStats;
  /** The user's; `undefined` where the waiter tests by himself. */
  readonly condition: Condition | undefined;
  readonly task: Task | undefined;
  readonly callSite: CallSite | undefined;
  /** When it registered; 0: it has not. */
  since = 0;
  /** The number of its registering. */
  sequence = 0;
  phase: WaiterPhase = 'running';
  /** When it was woken; 0: it was not since it last slept. */
  wokenAt = 0;
  wokenIn = 0;
  wokenExclusively = false;
  /** How often it was woken in vain. */
  spurious = 0;
  isOver = false;
  /** A time or an abort signal may end it without its condition. */
  mayGiveUp = false;
  isTested = false;
  /** It slept already when it was first seen; `since` may be unknown then. */
  isAdopted = false;
  /** A test after registering was seen: its life is known from here on. */
  isSeen = false;
  /** Of the test that goes on: when it began, and the record it will be. */
  testAt = 0;
  testCode = ENTERED_AND_SLEPT;

  constructor(
    id: number,
    stats: QueueStats,
    condition: Condition | undefined,
    task: Task | undefined,
    callSite: CallSite | undefined,
  ) {
    this.id = id;
    this.stats = stats;
    this.condition = condition;
    this.task = task;
    this.callSite = callSite;
  }

  get name(): string {
    return this.task === undefined ? '' : this.task.name;
  }
}

/** What a queue tests in place of the user's condition. */
export interface WatchedCondition extends Condition {
  wait?: Wait;
}

/**
 * The condition of a watched wait: a wait shows its life by its tests. The first comes before it registers, the
 * second after; each further one after a wake-up, or to look whether it has to give up.
 */
export function watchedCondition(wait: Wait, recorder: Recorder): WatchedCondition {
  const watched: WatchedCondition = () => {
    if (!wait.isTested) return firstTest(wait, recorder);
    recorder.looks(wait);
    return test(wait, recorder);
  };
  watched.wait = wait;
  return watched;
}

function firstTest(wait: Wait, recorder: Recorder): boolean {
  wait.isTested = true;
  const holds = isTrue(wait.condition!);
  if (holds) recorder.wasTrue(wait.stats);
  return holds;
}

function test(wait: Wait, recorder: Recorder): boolean {
  let holds: boolean;
  try {
    holds = isTrue(wait.condition!);
  } catch (error) {
    recorder.threw(wait);
    throw error;
  }
  if (holds) recorder.leaves(wait);
  else recorder.sleeps(wait);
  return holds;
}
