/**
 * What the timeline page and its host say to each other. In VS Code both directions are `postMessage` of the webview.
 * In a browser the host is a web server: it sends each message as the `data:` of one event of the stream at
 * `events`, and takes those of the page as JSON by POST to `message`, both relative to the page's own address,
 * whose query is carried over. A host that gets a message it does not know ignores it; so does the page.
 */

import type { Delta, Evaluation, Finding, Program, Recording, Snapshot } from '../protocol.js';

/** What the host tells the page. */
export type ToPage =
  | ProgramsMessage
  | SnapshotMessage
  | DeltaMessage
  | FindingsMessage
  | EvaluatedMessage
  | RecordingMessage
  | SelectMessage
  | NoticeMessage;

/**
 * Which programs are shown now, each with what is known of it: the answer to `ready`, and sent again whenever that
 * changes. A program that is not in the list any more is taken off the page.
 */
export interface ProgramsMessage {
  readonly type: 'programs';
  readonly programs: readonly ShownProgram[];
}

/** One program, or one thread of it. */
export interface ShownProgram {
  /** The host's own name for it; every other message names the program by it. */
  readonly id: string;
  /** As a person reads it, e.g. `server.js (4711)`. */
  readonly name: string;
  readonly status: ProgramStatus;
  /** In words, e.g. why the connection was lost. */
  readonly detail?: string;
  readonly program?: Program;
  /** The host can't record it. */
  readonly canRecord?: false;
  /** The host is recording it. */
  readonly isRecording?: true;
}

/**
 * - `connecting`: nothing has been heard of it yet.
 * - `live`: it runs and is followed.
 * - `paused`: a debugger has stopped it.
 * - `lost`: it can't be reached; what is shown may be old.
 * - `ended`: it is over; what it last did stays on the page.
 * - `recorded`: it is read from a file.
 */
export type ProgramStatus = 'connecting' | 'live' | 'paused' | 'lost' | 'ended' | 'recorded';

/** A whole picture: it replaces what the page knew of the present, and keeps what it saw of the past. */
export interface SnapshotMessage {
  readonly type: 'snapshot';
  readonly program: string;
  readonly snapshot: Snapshot;
}

export interface DeltaMessage {
  readonly type: 'delta';
  readonly program: string;
  readonly delta: Delta;
}

/** All findings of a program now; they replace those sent before. */
export interface FindingsMessage {
  readonly type: 'findings';
  readonly program: string;
  readonly findings: readonly Finding[];
}

/** The answer to `evaluate`. */
export interface EvaluatedMessage {
  readonly type: 'evaluated';
  readonly program: string;
  readonly waiter: number;
  readonly evaluation?: Evaluation;
  /** Why it could not be evaluated. */
  readonly problem?: string;
}

/** A recording to be shown as a program of its own, e.g. the answer to `record` with `on: false`. */
export interface RecordingMessage {
  readonly type: 'recording';
  /** The host's own name for it; without one the page makes a name. */
  readonly id?: string;
  /** It was on the page before the page was hidden or loaded again: nobody has just asked for it. */
  readonly isKnown?: true;
  readonly name: string;
  readonly recording: Recording;
}

/** Something was selected elsewhere. */
export interface SelectMessage {
  readonly type: 'select';
  readonly selection: Selection | null;
}

/** A queue, or one waiter on it. */
export interface Selection {
  readonly program: string;
  readonly queue: number;
  readonly waiter?: number;
}

/** Something that the person at the page should read, e.g. that a request failed. */
export interface NoticeMessage {
  readonly type: 'notice';
  readonly message: string;
  /** Where to go from there: an address the page shows as a link. */
  readonly href?: string;
}

/** What the page asks of its host. */
export type ToHost =
  /** The page can be drawn: send `programs`, then a `snapshot` and `findings` of each. Sent again after a reload. */
  | { readonly type: 'ready' }
  /** A delta is missing: send a `snapshot` of this program. */
  | { readonly type: 'resync'; readonly program: string }
  /**
   * Open the source: of a waiter the line where it waits, of a queue the line where it was made. `site` is what the
   * page knows of that where a program can't be asked, as `file:line:column`: of a recording, or after its end.
   */
  | { readonly type: 'open'; readonly selection: Selection; readonly site?: string }
  /** Something was selected on the page. */
  | { readonly type: 'select'; readonly selection: Selection | null }
  /** Send `findings`, with the conditions of sleepers evaluated that have no side effects. */
  | { readonly type: 'check'; readonly program: string }
  /** Evaluate the condition of one waiter and send `evaluated`. */
  | { readonly type: 'evaluate'; readonly program: string; readonly waiter: number; readonly force?: boolean }
  /** Begin to record a program, or end it and send `recording`. */
  | { readonly type: 'record'; readonly program: string; readonly on: boolean }
  /** A recording was taken off the page. */
  | { readonly type: 'close'; readonly program: string }
  /** Ask the person for recordings to open; not asked of a web server, which has no such dialog. */
  | { readonly type: 'openRecording' }
  /** Ask the person where to save a recording; not asked of a web server either. */
  | { readonly type: 'save'; readonly program: string };
