/** A recording: what happened, in a file that is opened later. Live programs and schedule explorers write the same. */

import type { EventKind } from './events.js';
import type { Finding } from './findings.js';
import type { Place, Program, Snapshot } from './snapshot.js';

/** The whole file, as JSON. */
export interface Recording {
  readonly format: 'waitq-recording';
  /** Readers refuse what they do not know. */
  readonly version: 1;
  readonly header: RecordingHeader;
  /** Who did something: `step.actor` is an index into it. */
  readonly actors: readonly Actor[];
  /** What it was done to: `step.place` is an index into it. */
  readonly places: readonly SharedPlace[];
  /** In the order they happened. */
  readonly steps: readonly Step[];
  /** What looked wrong, in the order it was first seen; missing where nobody looked, and in older recordings. */
  readonly findings?: readonly RecordedFinding[];
}

/** A live lint, for as long as it was seen. Its `queue` and `waiter` are ids in the program, as `step.waiter` is. */
export interface RecordedFinding extends Finding {
  /** When it was first seen: milliseconds after `startedAt`. */
  readonly from: number;
  /** When it was first seen no more; missing where it was there at the end. */
  readonly until?: number;
}

export interface RecordingHeader {
  /** `live`: times are those of the clock. `explorer`: a schedule, whose steps have an order and no times. */
  readonly source: 'live' | 'explorer';
  /** When it was begun, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** When it was ended. */
  readonly endedAt: number;
  /** Events that happened meanwhile and are not among the steps. */
  readonly dropped: number;
  /** Findings that are not among `findings`: those that ended first. */
  readonly droppedFindings?: number;
  readonly program?: Program;
  /** The picture at the beginning: who slept already. */
  readonly before?: Snapshot;
  /** The picture at the end. */
  readonly after?: Snapshot;
  /** What the explorer found, in one line. */
  readonly verdict?: string;
  /** What replays the schedule. */
  readonly replay?: string;
}

/** A task, a waiter without one, a thread, or code outside of all of them. */
export interface Actor {
  readonly kind: 'task' | 'waiter' | 'thread' | 'outside';
  readonly name: string;
  /** Its id in the program, where it has one. */
  readonly id?: number;
}

/** A queue, a lock, or anything else that actors share. */
export interface SharedPlace {
  readonly kind: 'queue' | 'lock' | 'memory' | 'timer' | 'message';
  readonly name: string;
  /** Its id in the program, where it has one. */
  readonly id?: number;
  readonly location?: Place;
}

/** What one actor did at one moment. */
export interface Step {
  readonly actor: number;
  readonly kind: StepKind;
  readonly place?: number;
  /** Milliseconds after `startedAt`, fractions included; missing in a schedule. */
  readonly at?: number;
  /** The number of the event it comes from. */
  readonly sequence?: number;
  /** Of a `test`. */
  readonly result?: boolean;
  /** Of a `wake`: how many it woke. */
  readonly found?: number;
  /** Of a `woken`: the index of the step that woke it. */
  readonly wokenBy?: number;
  /** Which waiter of the actor, where it may have several. */
  readonly waiter?: number;
  /** The thread that waits or wakes, on a queue that threads share; missing in older recordings. */
  readonly threadId?: number;
  /** Where in the source, as `file:line:column`. */
  readonly site?: string;
  /** What came of it, in words, where the kind does not say it. */
  readonly effect?: string;
}

/** What live programs tell, and what only an explorer sees. */
export type StepKind = EventKind | 'read' | 'write' | 'start' | 'end' | 'send' | 'receive' | 'tick';
