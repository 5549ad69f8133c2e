import type { Range } from './protocol/place.js';

/** Replace the text of `range` by `text`. */
export interface Edit {
  readonly range: Range;
  readonly text: string;
}

/** A change that a person chooses: it may alter behaviour. */
export interface Suggestion {
  readonly message: string;
  readonly edits: readonly Edit[];
}

/** Another place that matters to a finding: where it was tested, registered, slept, woken. */
export interface RelatedPlace {
  readonly message: string;
  readonly range: Range;
}

/** One step of the interleaving that loses a wake-up, or ends in a hang. */
export interface Step {
  readonly actor: 'waiter' | 'waker';
  /** Line from 1; null for a waker that is assumed, because none is in the file. */
  readonly line: number | null;
  readonly what: string;
  readonly effect: string;
}

/** Something wrong, with where, why and, if known, the way out. */
export interface Finding {
  /** Rule name without prefix: `no-sleep-on`. */
  readonly rule: string;
  readonly confidence: 'high' | 'medium';
  readonly range: Range;
  /** One line: what goes wrong and when, then what to do. */
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  /** Safe to apply without asking. */
  readonly fix?: readonly Edit[];
  readonly suggestions: readonly Suggestion[];
  /** The schedule in which a wake-up is lost or somebody hangs, where one does. */
  readonly interleaving?: readonly Step[];
}
