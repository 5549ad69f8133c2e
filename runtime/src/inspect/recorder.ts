import { taskNow } from '../attention.js';
import type { Condition } from '../options.js';
import type { Task } from '../task.js';
import type { Below, CallSite, Sampler } from './call-site.js';
import { createSampler } from './call-site.js';
import type { Clock } from './clock.js';
import { createClock } from './clock.js';
import * as code from './event-log.js';
import { EventLog } from './event-log.js';
import { noteWaker, QueueStats } from './queue-stats.js';
import type { Registry, Viewable, ViewableQueue } from './registry.js';
import { conditionOf } from './registry.js';
import { Wait } from './wait.js';

/** The test that a waker does for the last one it wakes; no record of its own. */
const BY_WAKER = -1;
/** On the queue itself: a weak map would cost a wake-up as much as all its counters. */
const STATS = Symbol('waitq.stats');

/** Counts and dates what waits and wake-ups tell, and writes it to the log if that is kept. */
export class Recorder {
  readonly clock: Clock = createClock();
  readonly sample: Sampler = createSampler();
  readonly log = new EventLog();
  readonly since = Date.now();
  readonly registry: Registry;
  /** Code that runs without a pause has one number. A test in that of the wake-up is the waker's. */
  #segment = 1;
  #isSegmentOpen = false;
  readonly #endSegment = (): void => {
    this.#segment++;
    this.#isSegmentOpen = false;
  };

  constructor(registry: Registry) {
    this.registry = registry;
  }

  statsOf(queue: ViewableQueue & { [STATS]?: QueueStats }, madeAt?: CallSite): QueueStats {
    return (queue[STATS] ??= new QueueStats(this.registry.queueId(queue), queue, madeAt));
  }

  created(queue: ViewableQueue, madeAt: CallSite | undefined): void {
    const stats = this.statsOf(queue, madeAt);
    stats.changed = this.log.push(code.CREATED, this.clock(), stats.id, 0, 0, '');
  }

  /** A wait that is about to test for the first time. */
  begin(
    queue: ViewableQueue,
    condition: Condition | undefined,
    task: Task | undefined,
    callSite: CallSite | undefined,
  ): Wait {
    return new Wait(this.registry.nextWaiterId(), this.statsOf(queue), condition, task, callSite);
  }

  /** Registered and about to test. */
  looks(wait: Wait): void {
    const now = this.clock();
    const { stats } = wait;
    wait.testAt = now;
    wait.phase = 'running';
    wait.isSeen = true;
    if (wait.since === 0 && !wait.isAdopted) {
      wait.since = now;
      stats.waits++;
    } else if (wait.wokenAt === 0) wait.testCode = code.LOOKED_AND_SLEPT;
    else if (wait.wokenIn === this.#segment) wait.testCode = BY_WAKER;
    else {
      wait.testCode = code.RESUMED_AND_SLEPT;
      this.#ran(wait, now);
    }
  }

  /** Its condition is false. */
  sleeps(wait: Wait): void {
    const { stats, testCode } = wait;
    if (testCode === BY_WAKER) {
      wait.phase = 'woken'; // it has its turn yet to come
      return;
    }
    if (testCode === code.RESUMED_AND_SLEPT) {
      wait.spurious++;
      stats.spurious++;
    }
    const first = this.log.push(testCode, wait.testAt, stats.id, wait.id, 0, wait.name);
    if (testCode === code.ENTERED_AND_SLEPT) wait.sequence = first;
    stats.changed = this.log.sequence;
    // A condition may wake its own queue.
    wait.phase = wait.wokenAt === 0 ? 'asleep' : 'woken';
    if (wait.wokenAt === 0) wait.wokenExclusively = false;
  }

  /** Its condition is true. */
  leaves(wait: Wait): void {
    const { stats } = wait;
    if (wait.testCode === BY_WAKER) {
      wait.testCode = code.RESUMED_AND_SLEPT;
      this.#ran(wait, wait.testAt);
    }
    this.log.push(wait.testCode + 1, wait.testAt, stats.id, wait.id, 0, wait.name);
    stats.changed = stats.lastTrue = this.log.sequence;
    this.#over(wait, wait.testAt);
  }

  wasTrue(stats: QueueStats): void {
    stats.lastTrue = this.log.sequence;
  }

  threw(wait: Wait): void {
    if (wait.isOver) return;
    this.#ended(wait, code.FINISHED);
  }

  /** It ends without its condition. */
  gaveUp(wait: Wait, how: 'timeout' | 'interrupt'): void {
    if (wait.isOver || (wait.since === 0 && !wait.isAdopted)) return;
    const { stats } = wait;
    if (how === 'timeout') stats.timeouts++;
    else stats.interrupts++;
    const at = this.#ended(wait, how === 'timeout' ? code.TIMED_OUT : code.INTERRUPTED);
    if (wait.wokenExclusively) {
      stats.leaver = { sequence: this.log.sequence, at, waiter: wait.id, task: wait.name, how };
    }
  }

  /** Somebody who tests by himself has queued and set the sleeping state. */
  queued(wait: Wait): void {
    const now = this.clock();
    const { stats } = wait;
    wait.since = now;
    wait.phase = 'asleep';
    stats.waits++;
    wait.sequence = this.log.push(code.QUEUED, now, stats.id, wait.id, 0, wait.name);
    stats.changed = this.log.sequence;
  }

  /** He was woken in vain and has queued again. */
  requeued(wait: Wait): void {
    this.looks(wait);
    this.sleeps(wait);
  }

  /** He has left. */
  dequeued(wait: Wait): void {
    if (wait.isOver) return;
    const { stats } = wait;
    if (wait.wokenAt !== 0) {
      const now = this.clock();
      this.log.push(code.RESUMED, now, stats.id, wait.id, 0, wait.name);
      this.#ran(wait, now);
    }
    this.#ended(wait, code.FINISHED);
    stats.lastTrue = this.log.sequence; // for all that is known
  }

  /** A wake-up that finds so many; answers its number. `below` and `own` are the sampler's. */
  wakes(stats: QueueStats, found: number, below: Below, own: number): number {
    const now = this.clock();
    const task = taskNow()?.name ?? '';
    const first = this.log.push(code.WAKE, now, stats.id, 0, found, task);
    stats.changed = first;
    stats.wakeUps++;
    if (found === 0) {
      stats.wakeUpsOfNobody++;
      stats.nobody = { sequence: first, at: now, task, site: this.sample(below, own) };
      this.log.callSite(stats.nobody.site);
    } else {
      stats.woken += found;
      stats.lastFound = first;
      noteWaker(stats, task);
      if (this.log.isKept) this.log.callSite(this.sample(below, own));
    }
    return first;
  }

  /** The same for a wake-up that is counted only. */
  countWake(stats: QueueStats, found: number): number {
    stats.wakeUps++;
    stats.woken += found;
    if (found === 0) stats.wakeUpsOfNobody++;
    stats.changed = this.log.skip();
    if (found > 0) stats.lastFound = stats.changed;
    return stats.changed;
  }

  /** A wake-up chose this waiter; 0 for one that is counted only. */
  woken(wait: Wait, exclusive: boolean, wake: number): void {
    const { stats } = wait;
    wait.wokenAt = this.clock();
    wait.wokenIn = this.#segment;
    if (!this.#isSegmentOpen) {
      this.#isSegmentOpen = true;
      queueMicrotask(this.#endSegment);
    }
    wait.wokenExclusively = exclusive;
    if (wait.phase === 'asleep') wait.phase = 'woken';
    if (wake !== 0) this.log.push(code.WOKEN, wait.wokenAt, stats.id, wait.id, wake, wait.name);
    stats.changed = this.log.sequence;
  }

  /** Somebody who sleeps already. */
  adopt(queue: ViewableQueue, node: Viewable, since: number): Wait {
    const task = node.task as Task | undefined;
    const wait = new Wait(
      this.registry.waiterId(node),
      this.statsOf(queue),
      conditionOf(node),
      task,
      undefined,
    );
    wait.isTested = true;
    wait.isAdopted = true;
    wait.since = since;
    wait.sequence = this.log.sequence;
    wait.phase = 'asleep';
    return wait;
  }

  #ran(wait: Wait, now: number): void {
    const { stats } = wait;
    const late = now - wait.wokenAt;
    wait.wokenAt = 0;
    stats.resumed++;
    stats.totalWakeToRunMs += late;
    if (late > stats.longestWakeToRunMs) stats.longestWakeToRunMs = late;
  }

  #ended(wait: Wait, how: number): number {
    const now = this.clock();
    this.log.push(how, now, wait.stats.id, wait.id, 0, wait.name);
    wait.stats.changed = this.log.sequence;
    this.#over(wait, now);
    return now;
  }

  #over(wait: Wait, now: number): void {
    const { stats } = wait;
    wait.isOver = true;
    wait.phase = 'running';
    if (wait.since === 0) return; // nobody knows how long it took
    const ms = now - wait.since;
    stats.finished++;
    stats.totalMs += ms;
    if (ms > stats.longestMs) stats.longestMs = ms;
  }
}
