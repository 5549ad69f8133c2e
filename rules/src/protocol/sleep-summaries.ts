import type { Call } from './events.js';
import type { Graph } from './graph.js';
import type { FileModel, FunctionModel } from './model.js';
import { findSleeps, noSleeps, type SleepSummary } from './sleep-search.js';
import { maySleepInSection } from './section-glance.js';
import type { Sleep } from './sleeps.js';
import { createSleepReach, type SleepReach } from './sleep-reach.js';

/** A file, and what is known about its functions without following paths. */
export interface SleepSource {
  readonly model: FileModel;
  graphOf(fn: FunctionModel): Graph;
  callsOf(fn: FunctionModel): readonly Call[];
}

/** What the functions of a file do to their callers' right to sleep; worked out when it is asked for. */
export interface SleepSummaries {
  readonly reach: SleepReach;
  of(index: number): SleepSummary;
  /** A first look that costs less and may find more than there is. */
  quick(index: number): SleepSummary;
  /** A glance before that, at the function alone: whether it may sleep while it holds a lock that forbids it. */
  maySleepInSection(index: number): boolean;
}

/** Prepares the summaries of a file. Recursion is followed to a fixed point. */
export function createSleepSummaries(source: SleepSource): SleepSummaries {
  const reach = createSleepReach(source);
  const thorough = new SummaryStore(source, reach, true);
  const quick = new SummaryStore(source, reach, false);
  const glance = (index: number, maySleep: (callee: number) => boolean): boolean =>
    maySleepInSection({
      graph: source.graphOf(source.model.functions[index]!),
      maySleep,
      acquiredBy: (callee) => (mayKeepLock(callee) ? quick.of(callee).acquires : []),
    });
  const mayKeepLock = (callee: number): boolean =>
    reach.mayTake(callee) && source.model.functions[callee]!.mayKeepLock?.() !== false;
  const isCertainToSleep = (callee: number): boolean =>
    reach.maySleep(callee) && quick.of(callee).sleeps.some(isCertain);
  return {
    reach,
    of: (index) => thorough.of(index),
    quick: (index) => quick.of(index),
    // Each of these questions has more read than the one before it.
    maySleepInSection: (index) =>
      reach.mayBegin(index) &&
      reach.maySleep(index) &&
      source.model.functions[index]!.maySleepLocked?.(reach.maySleep) !== false &&
      glance(index, reach.maySleep) &&
      glance(index, isCertainToSleep),
  };
}

/** Whatever its caller's situation is. */
function isCertain({ isConditional, isModal, isReleased }: Sleep): boolean {
  return !isConditional && !isModal && !isReleased;
}

/** Functions that call one another in a row; no person's are as many, and the stack has an end. */
const DEEPEST = 100;

/** Turns after which a recursion that still finds more is left as it is. */
const MOST_TURNS = 6;

/** What was found of a function that leans on one that is still open. */
interface Draft {
  readonly summary: SleepSummary;
  /** The turn it was made in. */
  readonly turn: number;
  /** Depth of the outermost open function it leans on. */
  readonly leansOn: number;
}

class SummaryStore {
  readonly #source: SleepSource;
  readonly #reach: SleepReach;
  readonly #isThorough: boolean;
  readonly #done = new Map<number, SleepSummary>();
  /** Functions being worked out, outermost first, with what is known of each so far. */
  readonly #open = new Map<number, SleepSummary>();
  readonly #drafts = new Map<number, Draft>();
  /** Grows with every turn after the first of a recursion, which makes its drafts stale. */
  #turn = 0;
  /** A draft came out differently from the one of the turn before. */
  #hasChanged = false;
  /** Depth of the outermost open function that was asked for again. */
  #reentered = Infinity;
  #givingBack: ReadonlySet<string> | undefined;

  constructor(source: SleepSource, reach: SleepReach, isThorough: boolean) {
    this.#isThorough = isThorough;
    this.#source = source;
    this.#reach = reach;
  }

  of(index: number): SleepSummary {
    const done = this.#done.get(index);
    if (done) return done;
    if (!this.#reach.sleeps(index) && !this.#reach.locks(index)) return noSleeps;
    const open = this.#open.get(index);
    if (open) return this.#lean([...this.#open.keys()].indexOf(index), open);
    const draft = this.#drafts.get(index);
    if (draft?.turn === this.#turn) return this.#lean(draft.leansOn, draft.summary);
    if (this.#open.size >= DEEPEST) return noSleeps;
    return this.#workOut(index, draft?.summary ?? noSleeps);
  }

  #lean(depth: number, summary: SleepSummary): SleepSummary {
    this.#reentered = Math.min(this.#reentered, depth);
    return summary;
  }

  /** The outermost function of a recursion is gone through until nothing new is found, those inside once a turn. */
  #workOut(index: number, before: SleepSummary): SleepSummary {
    const depth = this.#open.size;
    const outer = this.#reentered;
    const hadChanged = this.#hasChanged;
    let summary = before;
    for (let turns = 1; ; turns++) {
      this.#reentered = Infinity;
      this.#hasChanged = false;
      this.#open.set(index, summary);
      const next = this.#find(index);
      const isStable = size(next) === size(summary) && !this.#hasChanged;
      summary = next;
      if (this.#reentered !== depth || isStable || turns === MOST_TURNS) break;
      this.#turn++;
    }
    this.#open.delete(index);
    const isDone = this.#reentered >= depth;
    this.#hasChanged = hadChanged || (!isDone && (this.#hasChanged || size(summary) !== size(before)));
    if (isDone) this.#finish(index, summary);
    else this.#drafts.set(index, { summary, turn: this.#turn, leansOn: this.#reentered });
    this.#reentered = isDone ? outer : Math.min(outer, this.#reentered);
    return summary;
  }

  /** The drafts made meanwhile leaned on it, and are no last word. */
  #finish(index: number, summary: SleepSummary): void {
    this.#done.set(index, summary);
    this.#drafts.clear();
  }

  #giving(): ReadonlySet<string> {
    return (this.#givingBack ??= givingBack(this.#source.model));
  }

  #find(index: number): SleepSummary {
    const { model } = this.#source;
    const fn = model.functions[index]!;
    return findSleeps({
      fn,
      owner: index,
      graph: this.#source.graphOf(fn),
      text: model.text,
      givesBack: (name) => this.#giving().has(name),
      isThorough: this.#isThorough,
      summaryOf: (callee) => this.of(callee),
    });
  }
}

/** Names of functions that unlock and never lock, by their text alone: nobody has read them. */
function givingBack({ outline = [], text }: FileModel): ReadonlySet<string> {
  const giving = outline.filter(({ range }) => {
    const source = text.slice(...range);
    return UNLOCKS.test(source) && !LOCKS.test(source);
  });
  return new Set(giving.map(({ name }) => name));
}

const UNLOCKS = /_unlock(_bh|_irq|_irqrestore)?\s*\(/;
const LOCKS = /(?<!un)lock(_nested|_bh|_irq|_irqsave)?\s*\(/;

function size({ sleeps, releases, acquires, sections }: SleepSummary): number {
  return sleeps.length + Number(releases) + acquires.length + sections.length;
}
