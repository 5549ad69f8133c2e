import { setTimeout as delay } from 'node:timers/promises';
import { createFindingLog, recordingOf, type FindingLog } from 'waitq/inspect/client';
import type { LiveHub } from './hub.js';
import { pictureOf, type Program } from './model.js';
import type { QueueEvent, Recording, Snapshot } from './snapshot.js';
import type { Source } from './source.js';

/**
 * Records programs out of what the hub hears of them, however they are watched: so a recording outlives a program
 * that ends, and goes on while a debugger has stopped it.
 */
export interface Recorder {
  /** @throws Error when it is being recorded already, or has shown nothing yet. */
  start(program: string): Promise<void>;
  /** @throws Error when it is not being recorded. */
  stop(program: string): Promise<Recorded>;
  dispose(): void;
}

/** A recording, and of what. */
export interface Recorded {
  readonly name: string;
  readonly recording: Recording;
}

/** Events a recording holds; when there are more, the first go and are counted. */
const maxEvents = 100_000;
/** Milliseconds between questions to a program that is debugged: its answers hold a limited number of events. */
const askEvery = 100;
/** Milliseconds until a program that does not answer is recorded as it was heard last. */
const patience = 2000;

/** Makes a recorder; `onEnd` gets the recording of a program that ends while it is recorded. */
export function createRecorder(hub: LiveHub, onEnd: (recorded: Recorded) => void): Recorder {
  const running = new Map<string, Tape>();
  const find = (id: string): Program | undefined => hub.model.programs.get(id);

  function end(id: string, tape: Tape, at?: number): Recorded {
    running.delete(id);
    clearInterval(tape.timer);
    hub.setRecording(id, false);
    const { name, before, events, last, dropped, log } = tape;
    const after = pictureAt(last, at);
    return { name, recording: recordingOf(before, events, after, dropped, log.recorded()) };
  }

  hub.onMessage((message) => {
    if (message.type !== 'delta' && message.type !== 'snapshot' && message.type !== 'findings') return;
    const tape = running.get(message.program);
    const program = find(message.program);
    if (!tape || !program) return;
    if (message.type === 'findings') tape.log.note(message.findings, program.at);
    else if (message.type === 'delta') add(tape, message.delta.events, message.delta.dropped);
    // What led to a whole picture is not told any more.
    else add(tape, [], message.snapshot.sequence - 1 - (tape.last.sequence ?? 0));
    tape.last = program;
  });
  hub.onChange(() => {
    for (const [id, tape] of running) {
      const isOver = (find(id)?.status ?? 'ended') === 'ended';
      if (isOver && !tape.isStopping) onEnd(end(id, tape));
    }
  });

  return {
    async start(id) {
      const source = hub.find(id);
      const at = await caughtUp(source);
      const program = find(id);
      if (!source || program?.sequence === undefined) throw new Error('There is nothing to record yet.');
      if (running.has(id)) throw new Error(`${program.name} is being recorded already.`);
      const timer = setInterval(() => void source.refresh(), askEvery);
      running.set(id, begin(program, timer, at));
      hub.setRecording(id, true);
    },
    async stop(id) {
      const tape = running.get(id);
      if (!tape || tape.isStopping)
        throw new Error(`${find(id)?.name ?? 'The program'} is not being recorded.`);
      tape.isStopping = true;
      const at = await caughtUp(hub.find(id));
      return end(id, tape, at);
    },
    dispose() {
      for (const { timer } of running.values()) clearInterval(timer);
      running.clear();
    },
  };
}

/** What was recorded until now. */
interface Tape {
  readonly name: string;
  readonly before: Snapshot;
  readonly timer: NodeJS.Timeout;
  readonly events: QueueEvent[];
  readonly log: FindingLog;
  /** The program as it was heard last. */
  last: Program;
  dropped: number;
  isStopping: boolean;
}

function begin(program: Program, timer: NodeJS.Timeout, at: number | undefined): Tape {
  const before = pictureAt(program, at);
  const log = createFindingLog(before.at);
  log.note(program.findings, before.at);
  return { name: program.name, before, timer, events: [], log, last: program, dropped: 0, isStopping: false };
}

function add(tape: Tape, events: readonly QueueEvent[], dropped: number): void {
  tape.events.push(...events);
  const { length } = tape.events.splice(0, tape.events.length - maxEvents);
  tape.dropped += Math.max(0, dropped) + length;
}

/** Nothing has changed since it was heard last, but time has passed. */
function pictureAt(program: Program, at = program.at): Snapshot {
  return { ...pictureOf(program), at: Math.max(at, program.at) };
}

async function caughtUp(source: Source | undefined): Promise<number | undefined> {
  return Promise.race([source?.catchUp(), delay(patience, undefined)]);
}
