/** A recording → the same view that a running program has. */

import type { QueueEvent, Recording, Step } from '../../../protocol.js';
import { checkRecording } from '../../../check-recording.js';
import { withDelta, withSnapshot } from './follow.js';
import { emptyProgram, type Gap, type ProgramView, type SeenFinding } from './model.js';

/** Reads the text of a recording's file. Throws an error that says what is wrong with it. */
export function readRecording(text: string): Recording {
  const value = parse(text);
  if (value?.['format'] !== 'waitq-recording') throw new TypeError('This file is no recording of Waitq.');
  if (value['version'] !== 1) {
    throw new RangeError(`This recording has version ${String(value['version'])}; this page reads 1.`);
  }
  try {
    return checkRecording(value);
  } catch (error) {
    throw new TypeError(`This recording is damaged: ${(error as Error).message}.`, { cause: error });
  }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** The recorded program, as it was at the end. */
export function recordedProgram(id: string, name: string, recording: Recording): ProgramView {
  const { header } = recording;
  const isSchedule = header.source === 'explorer';
  const times = isSchedule
    ? { startedAt: 0, endedAt: recording.steps.length }
    : { startedAt: header.startedAt, endedAt: header.endedAt };
  const empty: ProgramView = {
    ...emptyProgram(id, name, 'recorded'),
    unit: isSchedule ? 'step' : 'ms',
    ...(header.verdict === undefined ? {} : { detail: header.verdict }),
  };
  const begun = withSnapshot(empty, {
    version: 1,
    sequence: 0,
    queues: header.before?.queues ?? [],
    at: times.startedAt,
    ...(header.program ? { program: header.program } : {}),
    ...(header.before?.locks ? { locks: header.before.locks } : {}),
  });
  const told = withDelta(begun, {
    version: 1,
    from: 0,
    sequence: 1,
    at: times.endedAt,
    events: eventsOf(recording, times.startedAt),
    dropped: 0,
    queues: header.after?.queues ?? [],
    ...(header.after?.locks ? { locks: header.after.locks } : {}),
    gone: [],
  });
  const gap: Gap = { from: times.startedAt, to: times.endedAt, dropped: header.dropped };
  return {
    ...named(told, recording),
    recording,
    findings: findingsOf(recording),
    gaps: header.dropped > 0 ? [gap] : [],
  };
}

function findingsOf({ header: { startedAt }, findings = [] }: Recording): readonly SeenFinding[] {
  return findings.map(({ from, until, ...finding }) => ({
    ...finding,
    seen: { from: startedAt + from, ...(until === undefined ? {} : { to: startedAt + until }) },
  }));
}

/** A queue or lock of which there is no picture goes by the name of its place. */
function named(view: ProgramView, { places }: Recording): ProgramView {
  const queues = new Map(view.queues);
  const locks = new Map(view.locks);
  places.forEach(({ kind, name }, index) => {
    const id = placeId(places, index);
    const lock = locks.get(id);
    if (kind === 'lock') return void (lock && locks.set(id, { ...lock, name }));
    const queue = queues.get(id);
    if (queue && !queue.shown) queues.set(id, { ...queue, name });
  });
  return { ...view, queues, locks };
}

const drawn: ReadonlySet<string> = new Set([
  'register',
  'sleep',
  'resume',
  'finish',
  'timeout',
  'interrupt',
  'test',
  'wake',
  'woken',
  'lock-taken',
  'lock-wanted',
  'lock-released',
]);

function eventsOf({ steps, actors, places }: Recording, startedAt: number): QueueEvent[] {
  return steps.flatMap((step, index) => {
    if (step.place === undefined || !drawn.has(step.kind)) return [];
    const waker = step.wokenBy === undefined ? undefined : steps[step.wokenBy];
    const actor = actors[step.actor];
    const event = {
      kind: step.kind,
      sequence: sequenceOf(step, index),
      at: startedAt + (step.at ?? index),
      ...(step.kind.startsWith('lock-')
        ? { lock: placeId(places, step.place) }
        : { queue: placeId(places, step.place) }),
      waiter: step.waiter ?? actor?.id ?? -1 - step.actor,
      task: actor?.kind === 'waiter' || actor?.kind === 'outside' ? '' : (actor?.name ?? ''),
      result: step.result ?? false,
      found: step.found ?? 0,
      wake: waker && step.wokenBy !== undefined ? sequenceOf(waker, step.wokenBy) : 0,
      ...(step.site === undefined ? {} : { site: step.site }),
      ...(step.threadId === undefined ? {} : { threadId: step.threadId }),
    };
    return [event as QueueEvent];
  });
}

function sequenceOf({ sequence }: Step, index: number): number {
  return sequence ?? index + 1;
}

/** What a program has not numbered is told apart from what it has by its sign. */
function placeId(places: Recording['places'], index: number): number {
  return places[index]?.id ?? -1 - index;
}
