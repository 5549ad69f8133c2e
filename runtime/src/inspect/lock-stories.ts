import { taskNow } from '../attention.js';
import type { Task } from '../task.js';
import {
  HELD_SINCE,
  HOLDER,
  HOLDER_NAME,
  HOLDER_SITE,
  HOLDER_TASK,
  HOLDS,
  ID_LOW,
  LOCK_TASK,
  NAME_TEXT,
  SERIAL,
  SITE_TEXT,
} from '../threads/layout.js';
import type { Memory } from '../threads/memory.js';
import { currentThread, ownerId } from '../threads/thread-id.js';
import type { Waiter } from '../threads/waiter.js';
import { createRate } from './budget.js';
import type { CallSite, Sampler } from './call-site.js';
import { takeSite } from './call-site.js';
import * as code from './event-log.js';
import type { Journal } from './journal.js';
import { later } from './later.js';
import { taskNumber } from './task-numbers.js';
import type { ThreadWatch, WaitStory } from './thread-watch.js';

/** How long one waits for a lock before his call is told to other threads (milliseconds). */
const STAYS = 10;

/** Calls that take a lock, of those taken in a second: their text has to be made at once. */
const SITES_PER_SECOND = 100;

type LockWatching = Pick<ThreadWatch, 'took' | 'gives' | 'wants'>;

/** Tells other threads which locks this one holds and wants: in the lock's region, and the journal while it is read. */
export function createLockStories(journal: Journal, sample: Sampler): LockWatching {
  const asToldOf = describeTasks(journal);
  const mayTakeSite = createRate(SITES_PER_SECOND);
  const tell = (what: number, { words }: Memory, text: number, threadId = currentThread()): void => {
    const now = journal.now();
    if (!journal.isRead(now)) return;
    journal.write(journal.reserve(), what, words, ID_LOW, now, { extra: threadId, text });
  };

  const watching: LockWatching = {
    took(memory) {
      const { words, atomics } = memory;
      const { number, text } = asToldOf(taskNow());
      words[HOLDS] = words[HOLDS]! + 1 || 1;
      words[HOLDER_TASK] = number;
      words[HOLDER_NAME] = text;
      const now = journal.now();
      words[HELD_SINCE] = journal.moment(now);
      const site = mayTakeSite(now) ? takeSite(watching.took, 2).site : '';
      words[HOLDER_SITE] = journal.texts.numberOf(site);
      atomics.store(words, HOLDER, ownerId());
      tell(code.TAKEN, memory, text);
    },
    gives(memory) {
      const { words, atomics } = memory;
      const holder = atomics.exchange(words, HOLDER, 0);
      if (holder !== 0) tell(code.RELEASED, memory, words[HOLDER_NAME]!, holder - 1);
    },
    wants(waiter) {
      const task = asToldOf(taskNow());
      tell(code.WANTED, waiter.memory, task.text);
      return new LockStory(waiter, journal, task, sample(watching.wants, 1));
    },
  };
  return watching;
}

class LockStory implements WaitStory {
  readonly #waiter: Waiter;
  readonly #journal: Journal;
  readonly #task: ToldTask;
  readonly #callSite: CallSite | undefined;
  #hasStayed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(waiter: Waiter, journal: Journal, task: ToldTask, callSite: CallSite | undefined) {
    this.#waiter = waiter;
    this.#journal = journal;
    this.#task = task;
    this.#callSite = callSite;
  }

  enters(): void {
    const { memory, slot } = this.#waiter;
    memory.words[slot + LOCK_TASK] = this.#task.number;
    memory.words[slot + NAME_TEXT] = this.#task.text;
    memory.words[slot + SITE_TEXT] = 0;
    memory.words[slot + SERIAL] = this.#journal.nextSerial();
  }

  sleeps(blocks: boolean): void {
    if (!blocks && !this.#hasStayed) this.#timer = later(() => this.stays(), STAYS);
  }

  stays(): void {
    const { memory, slot } = this.#waiter;
    if (this.#hasStayed || slot === 0) return;
    this.#hasStayed = true;
    const { site } = this.#callSite ?? takeSite(this.stays, 4);
    memory.words[slot + SITE_TEXT] = this.#journal.texts.numberOf(site);
  }

  resumes(): void {
    clearTimeout(this.#timer);
  }

  leaves(): void {
    clearTimeout(this.#timer);
  }

  isBlind(): void {}
  ends(): void {}
}

/** A task, as other threads read of it. */
interface ToldTask {
  readonly number: number;
  /** Its name, as the journal has it. */
  readonly text: number;
}

const NOBODY_KNOWN: ToldTask = { number: 0, text: 0 };

function describeTasks({ texts }: Journal): (task: Task | undefined) => ToldTask {
  const known = new WeakMap<Task, ToldTask>();
  return (task) => {
    if (!task) return NOBODY_KNOWN;
    const told = known.get(task) ?? { number: taskNumber(task), text: texts.numberOf(task.name) };
    known.set(task, told);
    return told;
  };
}
