import type { Condition } from '../options.js';
import {
  FLAGS,
  FOR_LOCK,
  FOUND,
  ID_LOW,
  NAME_TEXT,
  NOBODY,
  NOBODY_AT,
  NOBODY_SITE,
  OWNER,
  SERIAL,
  SEVERAL,
  TASK,
  WAKER,
  WOKEN_AT,
} from '../threads/layout.js';
import type { Memory } from '../threads/memory.js';
import { ownerId } from '../threads/thread-id.js';
import { createRate } from './budget.js';
import type { Sampler } from './call-site.js';
import { takeSite } from './call-site.js';
import * as code from './event-log.js';
import type { Journal } from './journal.js';
import { createLockStories } from './lock-stories.js';
import type { ThreadWatch } from './thread-watch.js';
import { microseconds, noteTrue, Story } from './wait-story.js';

/** Calls of wake-ups taken in a second: their text has to be made at once. */
const SITES_PER_SECOND = 100;

/** What this thread's live view knows of its own waits, besides what it tells. */
export interface LocalThreadWatch extends ThreadWatch {
  readonly journal: Journal;
  /** The condition of a wait of this thread. */
  conditionOf(serial: number): Condition | undefined;
}

/** Tells a journal what this thread does. `sample` takes the calls of waits that do not block. */
export function createThreadWatch(journal: Journal, sample: Sampler): LocalThreadWatch {
  const mayTakeSite = createRate(SITES_PER_SECOND);
  const conditions = new Map<number, Condition>();
  let wokeAt = 0;
  let number = 0;

  const watch: LocalThreadWatch = {
    journal,
    id: journal.id,
    buffer: journal.buffer,
    conditionOf: (serial) => conditions.get(serial),
    begin: (waiter, condition, task = '') =>
      new Story(waiter, journal, conditions, condition, task, () => sample(watch.begin, 3)),
    wakes() {
      wokeAt = journal.now();
      number = journal.nextSerial();
      return journal.isRead(wokeAt) ? journal.reserve() + 1 : 0;
    },
    picks(memory, slot) {
      memory.words[slot + WOKEN_AT] = microseconds(journal.now());
    },
    picked(memory, slot, wake) {
      const { words } = memory;
      if (words[slot + FLAGS]! & FOR_LOCK) return;
      words[FOUND] = journal.lastSerial;
      noteWaker(memory);
      const [serial, task, text] = [words[slot + SERIAL]!, words[slot + TASK]!, words[slot + NAME_TEXT]!];
      const now = journal.now();
      if (serial === 0 || !journal.isRead(now)) return;
      const threadId = words[slot + OWNER]! - 1;
      const told = { serial, task, text, extra: wake, threadId };
      journal.write(journal.reserve(), code.WOKEN, words, ID_LOW, now, told);
    },
    woke(memory, wake, found, announces) {
      const isOfNobody = found === 0 && announces;
      if (wake === 0 && !isOfNobody) return;
      const site = mayTakeSite(wokeAt) ? takeSite(watch.woke, 2).site : '';
      const text = journal.texts.numberOf(site);
      if (isOfNobody) noteNobody(memory, number, journal.moment(wokeAt), text);
      if (wake !== 0)
        journal.write(wake - 1, code.WAKE, memory.words, ID_LOW, wokeAt, { extra: found, text });
    },
    wasTrue: (memory) => noteTrue(memory, journal),
    ...createLockStories(journal, sample),
  };
  return watch;
}

function noteWaker({ words, atomics }: Memory): void {
  const [waker, own] = [words[WAKER]!, ownerId()];
  if (waker === own || waker === SEVERAL) return;
  if (waker !== 0 || atomics.compareExchange(words, WAKER, 0, own) !== 0) words[WAKER] = SEVERAL;
}

function noteNobody({ words }: Memory, number: number, at: number, site: number): void {
  words[NOBODY_AT] = at;
  words[NOBODY_SITE] = site;
  words[NOBODY] = number;
}
