import type { Call } from './events.js';
import type { Graph } from './graph.js';
import type { FileModel, FunctionModel } from './model.js';
import { findSleeps, noSleeps, type SleepSummary } from './sleep-search.js';
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
}

/** Prepares the summaries of a file. Recursion is followed to a fixed point. */
export function createSleepSummaries(source: SleepSource): SleepSummaries {
  const reach = createSleepReach(source);
  const thorough = new SummaryStore(source, reach, true);
  const quick = new SummaryStore(source, reach, false);
  return { reach, of: (index) => thorough.of(index), quick: (index) => quick.of(index) };
}

/** Turns after which a recursion that still finds more is left as it is. */
const MOST_TURNS = 6;

class SummaryStore {
  readonly #source: SleepSource;
  readonly #reach: SleepReach;
  readonly #isThorough: boolean;
  readonly #done = new Map<number, SleepSummary>();
  /** Functions being worked out, outermost first, with what is known of each so far. */
  readonly #open = new Map<number, SleepSummary>();
  /** Depth of the outermost open function that was asked for again. */
  #reentered = Infinity;

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
    if (!open) return this.#workOut(index);
    this.#reentered = Math.min(this.#reentered, [...this.#open.keys()].indexOf(index));
    return open;
  }

  #workOut(index: number): SleepSummary {
    const depth = this.#open.size;
    const outer = this.#reentered;
    this.#reentered = Infinity;
    let summary = noSleeps;
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      this.#open.set(index, summary);
      const next = this.#find(index);
      const isStable = size(next) === size(summary);
      summary = next;
      if (isStable || this.#reentered > depth) break;
    }
    this.#open.delete(index);
    // What leans on a function that is still open is not the last word.
    if (this.#reentered >= depth) this.#done.set(index, summary);
    this.#reentered = Math.min(outer, this.#reentered >= depth ? Infinity : this.#reentered);
    return summary;
  }

  #find(index: number): SleepSummary {
    const { model } = this.#source;
    const fn = model.functions[index]!;
    return findSleeps({
      fn,
      owner: index,
      graph: this.#source.graphOf(fn),
      text: model.text,
      isThorough: this.#isThorough,
      summaryOf: (callee) => this.of(callee),
    });
  }
}

function size({ sleeps, releases, acquires, sections }: SleepSummary): number {
  return sleeps.length + Number(releases) + acquires.length + sections.length;
}
