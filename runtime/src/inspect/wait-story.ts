import type { Condition } from '../options.js';
import {
  CONDITION_TEXT,
  ID_LOW,
  LATE_HIGH,
  LATE_LOW,
  LONGEST_LATE,
  NAME_TEXT,
  RESUMED,
  SERIAL,
  SITE_TEXT,
  TRUE_AT,
  WOKEN_AT,
} from '../threads/layout.js';
import type { Memory } from '../threads/memory.js';
import { isPicked } from '../threads/status.js';
import type { Waiter } from '../threads/waiter.js';
import type { CallSite } from './call-site.js';
import { takeSite } from './call-site.js';
import { textOf } from './condition-text.js';
import * as code from './event-log.js';
import type { Journal } from './journal.js';
import { durationWord } from './journal.js';
import { later } from './later.js';
import type { WaitStory } from './thread-watch.js';

/** How long a waiter sleeps before its condition and its call are told to other threads (milliseconds). */
const STAYS = 10;

/** A wait on a shared queue, as its thread tells it. */
export class Story implements WaitStory {
  readonly #waiter: Waiter;
  readonly #journal: Journal;
  readonly #conditions: Map<number, Condition>;
  readonly #condition: Condition | undefined;
  readonly #task: string;
  /** The call of a wait that does not block: its stack is gone later. */
  readonly #callSite: CallSite | undefined;
  #serial = 0;
  #began = 0;
  #isBlind = false;
  #hasSlept = false;
  #isWoken = false;
  #hasEnded = false;
  #hasStayed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    waiter: Waiter,
    journal: Journal,
    conditions: Map<number, Condition>,
    condition: Condition | undefined,
    task: string,
    sample: () => CallSite | undefined,
  ) {
    this.#waiter = waiter;
    this.#journal = journal;
    this.#conditions = conditions;
    this.#condition = condition;
    this.#task = task;
    this.#callSite = sample();
  }

  enters(): void {
    const { memory, slot } = this.#waiter;
    this.#began = this.#journal.now();
    this.#serial = this.#journal.nextSerial();
    for (const word of [CONDITION_TEXT, SITE_TEXT, NAME_TEXT]) memory.words[slot + word] = 0;
    memory.words[slot + SERIAL] = this.#serial;
    if (this.#condition) this.#conditions.set(this.#serial, this.#condition);
  }

  sleeps(blocks: boolean): void {
    if (!this.#hasSlept) this.#tell(this.#condition ? code.ENTERED_AND_SLEPT : code.QUEUED);
    else this.#tell(this.#isWoken ? code.RESUMED_AND_SLEPT : code.LOOKED_AND_SLEPT);
    this.#hasSlept = true;
    this.#isWoken = false;
    if (!blocks && !this.#hasStayed) this.#timer = later(() => this.stays(), STAYS);
  }

  stays(): void {
    const { memory, slot } = this.#waiter;
    if (this.#hasStayed || slot === 0) return;
    this.#hasStayed = true;
    const { texts } = this.#journal;
    const { words, atomics } = memory;
    const site = (this.#callSite ?? takeSite(this.stays, 4)).site;
    const condition = texts.numberOf(this.#condition ? textOf(this.#condition) : '');
    words[slot + SITE_TEXT] = texts.numberOf(site);
    words[slot + NAME_TEXT] = texts.numberOf(this.#task);
    atomics.store(words, slot + CONDITION_TEXT, condition); // last: who sees it sees the others, too
  }

  resumes(): void {
    clearTimeout(this.#timer);
    const { memory, slot } = this.#waiter;
    if (slot === 0 || !isPicked(memory.atomics.load(memory.words, slot))) return;
    this.#isWoken = true;
    const late = microseconds(this.#journal.now()) - memory.words[slot + WOKEN_AT]!;
    noteLate(memory, Math.max(0, late | 0));
  }

  isBlind(): void {
    this.#isBlind = true;
  }

  ends(why: 'true' | 'timeout' | 'interrupt'): void {
    this.#hasEnded = true;
    if (why === 'true') noteTrue(this.#waiter.memory, this.#journal);
    if (why === 'timeout') this.#tell(code.TIMED_OUT);
    else if (why === 'interrupt') this.#tell(code.INTERRUPTED);
    else if (!this.#hasSlept) this.#tell(code.ENTERED_AND_LEFT);
    else this.#tell(this.#isWoken ? code.RESUMED_AND_LEFT : code.LOOKED_AND_LEFT);
  }

  leaves(): void {
    clearTimeout(this.#timer);
    this.#conditions.delete(this.#serial);
    if (this.#hasEnded) return;
    if (this.#isWoken) this.#tell(code.RESUMED);
    if (this.#condition) return this.#tell(code.THREW);
    // Who tests by himself and leaves neither out of time nor blindly has found his condition true.
    if (!this.#isBlind && (this.#isWoken || !this.#hasSlept)) noteTrue(this.#waiter.memory, this.#journal);
    this.#tell(code.FINISHED);
  }

  #tell(what: number): void {
    const journal = this.#journal;
    const now = journal.now();
    if (!journal.isRead(now)) return;
    const { memory, task } = this.#waiter;
    const text = journal.texts.numberOf(this.#task);
    const told = { serial: this.#serial, task, text, extra: durationWord(now - this.#began) };
    journal.write(journal.reserve(), what, memory.words, ID_LOW, now, told);
  }
}

/** A condition was true. */
export function noteTrue({ words }: Memory, journal: Journal): void {
  words[TRUE_AT] = journal.moment();
}

/** A word of them; it wraps around after 71 minutes. */
export function microseconds(ms: number): number {
  return Math.floor((ms % 4_294_967.296) * 1000) | 0;
}

function noteLate({ atomics, words }: Memory, late: number): void {
  atomics.add(words, RESUMED, 1);
  const low = atomics.add(words, LATE_LOW, late) >>> 0;
  if (low + late > 0xffff_ffff) atomics.add(words, LATE_HIGH, 1);
  let longest = atomics.load(words, LONGEST_LATE);
  while (late > longest) {
    const seen = atomics.compareExchange(words, LONGEST_LATE, longest, late);
    if (seen === longest) return;
    longest = seen;
  }
}
