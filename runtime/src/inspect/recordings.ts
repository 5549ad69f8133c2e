import { checkRecording } from './check-recording.js';
import type { QueueEvent } from './events.js';
import type { RecordedFindings } from './finding-log.js';
import type { Actor, Recording, SharedPlace, Step } from './recording.js';
import type { LockSnapshot, QueueSnapshot, Snapshot } from './snapshot.js';

/**
 * Puts what was seen of a live program into the form of a recording. What threads told comes in later than it
 * happened. `seen` is what a finding log says; without it the recording says nothing of findings.
 */
export function recordingOf(
  before: Snapshot,
  events: readonly QueueEvent[],
  after: Snapshot,
  dropped: number,
  seen?: RecordedFindings,
): Recording {
  const cast = new Cast(
    [...after.queues, ...before.queues],
    [...(before.locks ?? []), ...(after.locks ?? [])],
  );
  const stepOf = new Map<number, number>();
  const inOrder = events.toSorted((one, other) => one.at - other.at);
  const steps = inOrder.map((event, index): Step => {
    stepOf.set(event.sequence, index);
    return toStep(event, cast, before.at, stepOf);
  });
  return {
    format: 'waitq-recording',
    version: 1,
    header: {
      source: 'live',
      startedAt: before.at,
      endedAt: after.at,
      dropped,
      ...(seen && seen.dropped > 0 && { droppedFindings: seen.dropped }),
      ...(before.program && { program: before.program }),
      before,
      after,
    },
    actors: cast.actors,
    places: cast.places,
    steps,
    ...(seen && { findings: seen.findings }),
  };
}

/**
 * Reads a recording from the text of its file.
 *
 * @throws TypeError for what is no recording; RangeError for a version that is not known here
 */
export function readRecording(text: string): Recording {
  const value = parse(text);
  if (value?.format !== 'waitq-recording') throw new TypeError('not a recording of waitq');
  if ((value.version as number | undefined) !== 1) {
    throw new RangeError(`a recording of version ${String(value.version)}; version 1 can be read`);
  }
  return checkRecording(value);
}

function parse(text: string): Partial<Recording> | undefined {
  try {
    return JSON.parse(text) as Partial<Recording> | undefined;
  } catch (error) {
    throw new TypeError(`not a recording of waitq: ${(error as Error).message}`, { cause: error });
  }
}

/** Gives actors and places their indexes as they come up. */
class Cast {
  readonly actors: Actor[] = [];
  readonly places: SharedPlace[] = [];
  readonly #actors = new Map<string, number>();
  readonly #places = new Map<string, number>();
  readonly #queues: ReadonlyMap<number, QueueSnapshot>;
  readonly #locks: ReadonlyMap<number, string>;

  constructor(queues: readonly QueueSnapshot[], locks: readonly LockSnapshot[]) {
    this.#queues = new Map(queues.map((queue) => [queue.id, queue]));
    this.#locks = new Map(locks.map(({ id, name }) => [id, name]));
  }

  task(name: string, waiter: number | undefined): number {
    if (name !== '') return this.#actor(`task ${name}`, { kind: 'task', name });
    if (waiter === undefined) return this.#actor('outside', { kind: 'outside', name: '' });
    return this.#actor(`waiter ${waiter}`, { kind: 'waiter', name: `waiter ${waiter}`, id: waiter });
  }

  queue(id: number): number {
    const { name = `queue ${id}`, location } = this.#queues.get(id) ?? {};
    return this.#place(`queue ${id}`, { kind: 'queue', name, id, ...(location && { location }) });
  }

  lock(id: number, name = this.#locks.get(id) ?? `lock ${id}`): number {
    return this.#place(`lock ${id}`, { kind: 'lock', name, id });
  }

  #actor(key: string, actor: Actor): number {
    const index = this.#actors.get(key) ?? this.actors.push(actor) - 1;
    this.#actors.set(key, index);
    return index;
  }

  #place(key: string, place: SharedPlace): number {
    const index = this.#places.get(key) ?? this.places.push(place) - 1;
    this.#places.set(key, index);
    return index;
  }
}

function toStep(event: QueueEvent, cast: Cast, start: number, steps: ReadonlyMap<number, number>): Step {
  const { sequence, kind } = event;
  const waiter = 'waiter' in event ? event.waiter : undefined;
  const task = 'task' in event ? event.task : '';
  const wokenBy = 'wake' in event ? steps.get(event.wake) : undefined;
  return {
    actor: cast.task(task, waiter),
    kind,
    place: 'lock' in event ? cast.lock(event.lock, event.name) : cast.queue(event.queue),
    at: event.at - start,
    sequence,
    ...(waiter !== undefined && { waiter }),
    ...('threadId' in event && event.threadId !== undefined && { threadId: event.threadId }),
    ...('result' in event && { result: event.result }),
    ...('found' in event && { found: event.found }),
    ...('site' in event && event.site !== undefined && { site: event.site }),
    ...(wokenBy !== undefined && { wokenBy }),
  };
}
