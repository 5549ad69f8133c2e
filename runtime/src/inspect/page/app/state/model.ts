/** What the page knows: for every program its queues, and for every queue its waiters through time. */

import type {
  Evaluation,
  Finding,
  Program,
  QueueKind,
  QueueSnapshot,
  Recording,
  WaiterPhase,
} from '../../../protocol.js';
import type { ProgramStatus, Selection } from '../../messages.js';
import type { Locks } from './locks.js';

export interface PageState {
  /** Whether the host has answered at all, and whether it still does. */
  readonly connection: 'connecting' | 'open' | 'lost';
  /** In the order the host lists them; recordings come after. */
  readonly programs: ReadonlyMap<string, ProgramView>;
  /** The recording that somebody has opened last. */
  readonly opened: string | null;
  readonly selection: Selection | null;
  readonly notice: Notice | null;
}

export interface Notice {
  readonly message: string;
  readonly href?: string;
}

export interface ProgramView {
  readonly id: string;
  readonly name: string;
  readonly status: ProgramStatus;
  readonly detail?: string | undefined;
  readonly program?: Program;
  readonly canRecord?: false | undefined;
  readonly isRecording?: true | undefined;
  /** What it was read from, where it is a recording. */
  readonly recording?: Recording;
  /** Of the last picture or delta; `undefined` before the first. */
  readonly sequence?: number;
  /** A delta was missing: nothing is taken before the next whole picture. */
  readonly isTorn: boolean;
  /** What times are: milliseconds since the epoch, or the steps of a schedule, which has no clock. */
  readonly unit: 'ms' | 'step';
  /** When the first picture was taken. */
  readonly begin: number;
  /** When the last one was. */
  readonly now: number;
  readonly recordingSince?: number;
  readonly queues: ReadonlyMap<number, QueueView>;
  readonly locks: Locks;
  readonly gaps: readonly Gap[];
  /** What looks wrong now; of a recording all that did. */
  readonly findings: readonly SeenFinding[];
  /** What conditions said when they were last evaluated, by waiter. */
  readonly verdicts: ReadonlyMap<number, Verdict>;
}

/** A finding; of a recording with the time in which it was seen. */
export interface SeenFinding extends Finding {
  readonly seen?: {
    readonly from: number;
    /** Missing where it was there at the end. */
    readonly to?: number;
  };
}

/** A time of which events are missing. */
export interface Gap {
  readonly from: number;
  readonly to: number;
  /** How many, where that is known. */
  readonly dropped?: number;
}

export type Verdict = { readonly evaluation: Evaluation } | { readonly problem: string };

export interface QueueView {
  readonly id: number;
  readonly name: string;
  readonly kind: QueueKind;
  /** The last picture of it. */
  readonly shown?: QueueSnapshot;
  /** When it was seen to be no more. */
  readonly goneAt?: number;
  readonly lanes: readonly Lane[];
  readonly wakes: readonly WakeMark[];
}

/** A row of the timeline. Waits of one task on one queue follow each other on it. */
export interface Lane {
  readonly key: number;
  /** The waiter whose wait goes on, or was the last. */
  readonly waiter: number;
  readonly task: string;
  readonly condition?: string | undefined;
  /** The thread that waits, on a queue that threads share. */
  readonly threadId?: number | undefined;
  /** How the last wait ended; missing while one goes on. */
  readonly end?: WaitEnd | undefined;
  readonly spans: readonly Span[];
}

/** `unseen`: nobody saw how. */
export type WaitEnd = 'finish' | 'timeout' | 'interrupt' | 'unseen';

/** A time in one phase. */
export interface Span {
  readonly waiter: number;
  readonly phase: WaiterPhase;
  readonly from: number;
  /** It began earlier, before recording. */
  readonly isOlder?: true;
  /** Missing while it lasts. */
  readonly to?: number;
  /** Of `woken`: the number of the wake-up that chose it. */
  readonly wake?: number;
  /** Of `running`: what the condition said last. */
  readonly result?: boolean;
  /** The wait ended with it. */
  readonly end?: WaitEnd;
}

/** A wake-up. */
export interface WakeMark {
  readonly sequence: number;
  readonly at: number;
  readonly task: string;
  /** The thread that called it, on a queue that threads share. */
  readonly threadId?: number;
  /** How many it woke. */
  readonly found: number;
  readonly site?: string;
}

export const emptyPage: PageState = {
  connection: 'connecting',
  programs: new Map(),
  opened: null,
  selection: null,
  notice: null,
};

/** A program that nothing has been heard of. */
export function emptyProgram(id: string, name: string, status: ProgramStatus): ProgramView {
  return {
    id,
    name,
    status,
    isTorn: false,
    unit: 'ms',
    begin: Infinity,
    now: 0,
    queues: new Map(),
    locks: new Map(),
    gaps: [],
    findings: [],
    verdicts: new Map(),
  };
}
