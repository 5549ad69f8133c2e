import type { Evidence } from './findings.js';
import type { Actor, RecordedFinding, Recording, RecordingHeader, SharedPlace, Step } from './recording.js';
import type { LockSnapshot, QueueSnapshot, Snapshot, WaiterSnapshot } from './snapshot.js';

/**
 * The value as a recording: whoever reads it may rely on all that is drawn of it.
 *
 * @throws TypeError that says where it is damaged
 */
export function checkRecording(value: Partial<Recording>): Recording {
  const { header, actors, places, steps } = value;
  if (!isObject<RecordingHeader>(header) || ![actors, places, steps].every(Array.isArray)) {
    throw new TypeError('a recording without header, actors, places or steps');
  }
  if (![header.startedAt, header.endedAt, header.dropped].every(Number.isFinite)) {
    throw new TypeError('the header of the recording lacks startedAt, endedAt or dropped');
  }
  if (!isNumberOrMissing(header.droppedFindings)) {
    throw new TypeError('the header of the recording has a droppedFindings that is no number');
  }
  for (const which of ['before', 'after'] as const) checkPicture(header[which], which);
  actors!.forEach((actor, index) => checkNamed(actor, `actor ${index}`));
  places!.forEach((place, index) => checkNamed(place, `place ${index}`));
  steps!.forEach((step, index) => checkStep(step, index, value as Recording));
  checkFindings(value.findings);
  return value as Recording;
}

function checkNamed(one: Partial<Actor | SharedPlace> | null, what: string): void {
  const isSound = isObject<Partial<Actor | SharedPlace>>(one) && isText(one.kind) && isText(one.name);
  if (!isSound || !isNumberOrMissing(one.id)) {
    throw new TypeError(`${what} of the recording has no kind or name`);
  }
}

function checkStep(step: Partial<Step> | null, index: number, { actors, places, steps }: Recording): void {
  const { actor, place, kind, at, sequence, wokenBy, threadId } = step ?? {};
  if (!isText(kind)) throw new TypeError(`step ${index} of the recording has no kind`);
  if (!isIndex(actor, actors)) throw new TypeError(`step ${index} of the recording names no actor`);
  if (place !== undefined && !isIndex(place, places)) {
    throw new TypeError(`step ${index} of the recording names place ${String(place)}, which it has not`);
  }
  if (wokenBy !== undefined && !isIndex(wokenBy, steps)) {
    throw new TypeError(
      `step ${index} of the recording was woken by step ${String(wokenBy)}, which it has not`,
    );
  }
  if (![at, sequence].every(isNumberOrMissing)) {
    throw new TypeError(`step ${index} of the recording has a time that is no number`);
  }
  if (!isNumberOrMissing(threadId)) {
    throw new TypeError(`step ${index} of the recording names a thread that is no number`);
  }
}

function checkFindings(findings: Recording['findings'] | null): void {
  if (findings === undefined) return;
  if (!Array.isArray(findings)) throw new TypeError('the findings of the recording are no list');
  findings.forEach((finding: Partial<RecordedFinding> | null, index) => checkFinding(finding, index));
}

function checkFinding(finding: Partial<RecordedFinding> | null, index: number): void {
  const { kind, message, evidence, queue, waiter, from, until } = finding ?? {};
  if (!isText(kind) || !isText(message)) {
    throw new TypeError(`finding ${index} of the recording has no kind or message`);
  }
  if (!isListOf<Evidence>(evidence, isEvidence)) {
    throw new TypeError(`finding ${index} of the recording has no evidence`);
  }
  if (!Number.isFinite(from) || !isNumberOrMissing(until)) {
    throw new TypeError(`finding ${index} of the recording has no time from or until which it was seen`);
  }
  if (![queue, waiter].every(isNumberOrMissing)) {
    throw new TypeError(`finding ${index} of the recording names a queue or waiter that is no number`);
  }
}

function isEvidence({ what, at, queue, waiter }: Partial<Evidence>): boolean {
  return isText(what) && [at, queue, waiter].every(isNumberOrMissing);
}

/** Of a picture, what names rows and their phases. */
function checkPicture(picture: Partial<Snapshot> | null | undefined, which: string): void {
  if (picture === undefined) return;
  const isSound = isObject<Snapshot>(picture) && isListOf<QueueSnapshot>(picture.queues, isQueue);
  if (isSound && (picture.locks === undefined || isListOf<LockSnapshot>(picture.locks, isLock))) return;
  throw new TypeError(`the picture '${which}' of the recording is damaged`);
}

function isQueue({ id, name, kind, region, waiters }: Partial<QueueSnapshot>): boolean {
  const isNamed = isText(name) && isText(kind) && isTextOrMissing(region);
  return Number.isFinite(id) && isNamed && isListOf<WaiterSnapshot>(waiters, isWaiter);
}

function isWaiter({ id, task, phase, since, condition, threadId, wait }: Partial<WaiterSnapshot>): boolean {
  const isNamed = isText(task) && isTextOrMissing(condition) && isTextOrMissing(wait);
  return isNamed && isText(phase) && Number.isFinite(id) && [since, threadId].every(isNumberOrMissing);
}

function isLock({ id, name, region, holder, since, site, wanted }: Partial<LockSnapshot>): boolean {
  const isNamed = isText(name) && isText(holder) && [region, site].every(isTextOrMissing);
  return Number.isFinite(id) && isNamed && isNumberOrMissing(since) && Array.isArray(wanted);
}

function isListOf<One>(list: unknown, isOne: (one: Partial<One>) => boolean): list is readonly One[] {
  return Array.isArray(list) && list.every((one: unknown) => isObject<Partial<One>>(one) && isOne(one));
}

function isObject<Shape>(value: unknown): value is Shape {
  return typeof value === 'object' && value !== null;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrMissing(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isNumberOrMissing(value: unknown): boolean {
  return value === undefined || Number.isFinite(value);
}

function isIndex(value: unknown, list: readonly unknown[]): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < list.length;
}
