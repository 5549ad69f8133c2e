import type { Attributes } from '@opentelemetry/api';
import type { QueueKind } from '../inspect/protocol.js';
import { noCounts } from './instruments.js';
import type { WaitOutcome } from './wait-ends.js';

/** What queues of one name and kind have in common: one line of a chart. */
export class Series {
  readonly attributes: Attributes;
  readonly totals = noCounts();
  /** The waiters at the last look. */
  depth = 0;
  readonly #byOutcome = new Map<WaitOutcome, Attributes>();

  constructor(name: string, kind: QueueKind) {
    this.attributes = { 'waitq.queue.name': name, 'waitq.queue.kind': kind };
  }

  /** The same for each call: attributes that are new objects cost as much as the rest of a record. */
  attributesOf(outcome: WaitOutcome): Attributes {
    const known = this.#byOutcome.get(outcome);
    if (known) return known;
    const made = { ...this.attributes, 'waitq.wait.outcome': outcome };
    this.#byOutcome.set(outcome, made);
    return made;
  }
}

const UNNAMED = '(unnamed)';
/** Stands for all names that came when there were enough. */
const OTHER = '(other)';

/** The series of a program: never more than so many, and one more of each kind for the rest. */
export class SeriesTable {
  readonly #max: number;
  readonly #series = new Map<string, Series>();
  #named = 0;

  constructor(max: number) {
    this.#max = max;
  }

  of(name: string, kind: QueueKind): Series {
    const known = this.#series.get(keyOf(name || UNNAMED, kind));
    if (known) return known;
    if (this.#named === this.#max) return this.#make(OTHER, kind);
    this.#named++;
    return this.#make(name || UNNAMED, kind);
  }

  all(): Iterable<Series> {
    return this.#series.values();
  }

  #make(name: string, kind: QueueKind): Series {
    const key = keyOf(name, kind);
    const series = this.#series.get(key) ?? new Series(name, kind);
    this.#series.set(key, series);
    return series;
  }
}

function keyOf(name: string, kind: QueueKind): string {
  return `${kind} ${name}`;
}
