import { describe, expect, it } from 'vitest';
import { createFindingLog, readRecording, recordingOf } from 'waitq/inspect/client';
import { errorCodes, type Finding, type Snapshot } from 'waitq/inspect';
import { breath, connected, start, until } from './program.js';

const PROGRAM = `
import { WaitQueue, spawn, waitEvent, wakeUp } from 'waitq';
const queue = new WaitQueue('mail');
let mail = 0;
setInterval(() => {}, 1000);
process.on('SIGHUP', () => {
  spawn('reader', (task) => waitEvent(queue, () => mail > 0, { task }));
  mail = 1;
  wakeUp(queue);
});
`;

it('holds what happened, in a file that can be read again', async () => {
  const running = start(PROGRAM);
  const client = await connected(running);
  await client.request('waitq/record/start');
  await expect(client.request('waitq/record/start')).rejects.toMatchObject({ code: errorCodes.busy });
  running.child.kill('SIGHUP');
  await until(async () => {
    const [queue] = (await client.request('waitq/snapshot')).queues;
    return queue!.counters!.finished === 1 ? true : undefined;
  });
  const recording = readRecording(JSON.stringify(await client.request('waitq/record/stop')));
  const { header, actors, places, steps } = recording;
  expect(header).toMatchObject({ source: 'live', dropped: 0, program: { pid: running.child.pid } });
  expect(header.before?.queues[0]?.counters?.waits).toBe(0);
  expect(header.after?.queues[0]?.counters?.waits).toBe(1);
  expect(steps.map(({ kind }) => kind)).toEqual([
    ...['register', 'test', 'sleep', 'wake', 'woken', 'resume', 'test', 'finish'],
  ]);
  const [wake, woken] = steps.slice(3, 5);
  expect(woken!.wokenBy).toBe(3);
  expect([actors[steps[0]!.actor], actors[wake!.actor]]).toMatchObject([
    { kind: 'task', name: 'reader' },
    { kind: 'outside' },
  ]);
  expect(places[wake!.place!]).toMatchObject({ kind: 'queue', name: 'mail', location: { line: 3 } });
  const times = steps.map(({ at }) => at!);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(times[0]).toBeGreaterThanOrEqual(-1);
  await expect(client.request('waitq/record/stop')).rejects.toMatchObject({ code: errorCodes['not-found'] });
});

it('a lock that was held only in between keeps its name', () => {
  const picture: Snapshot = { version: 1, sequence: 0, at: 100, queues: [], locks: [] };
  const event = { kind: 'lock-taken', sequence: 1, at: 101, lock: 7, name: 'db', task: 'reader' } as const;
  const { places } = recordingOf(picture, [event], picture, 0);
  expect(places).toEqual([{ kind: 'lock', name: 'db', id: 7 }]);
});

/** SIGHUP brings a letter and wakes nobody; it says when somebody has looked, and found one. */
const LOSING = `
import { WaitQueue, spawn, waitEvent, wakeUp } from 'waitq';
const queue = new WaitQueue('mail');
let letters = 0;
const mail = {
  get isThere() {
    if (letters > 0) console.log('looked');
    return letters > 0;
  },
};
setInterval(() => {}, 1000);
spawn('reader', (task) => waitEvent(queue, () => mail.isThere, { task }));
process.on('SIGHUP', () => (letters = 1));
process.on('SIGWINCH', () => wakeUp(queue));
`;

it('keeps what looked wrong, from when until when', async () => {
  const running = start(LOSING);
  const client = await connected(running);
  await client.request('waitq/record/start', { evaluate: true });
  running.child.kill('SIGHUP');
  await until(() => running.output.stdout.includes('looked') || undefined); // and that was the recording
  await breath();
  running.child.kill('SIGWINCH');
  await until(async () => {
    const [queue] = (await client.request('waitq/snapshot')).queues;
    return queue!.waiters.length === 0 ? true : undefined;
  });
  const { findings, header, ...rest } = await client.request('waitq/record/stop');
  expect(findings).toMatchObject([{ kind: 'lost-wake-up', queue: 1, evidence: [{}, {}] }]);
  const { from, until: end } = findings![0]!;
  expect(from).toBeGreaterThan(0);
  expect(end! - from).toBeGreaterThan(0);
  expect(end).toBeLessThanOrEqual(header.endedAt - header.startedAt + 1);
  // One that was made before there were findings opens, too.
  const older = readRecording(JSON.stringify({ header, ...rest }));
  expect(older.findings).toBeUndefined();
});

it('evaluates no condition for it unbidden', async () => {
  const running = start(LOSING);
  const client = await connected(running);
  await client.request('waitq/record/start');
  running.child.kill('SIGHUP');
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect((await client.request('waitq/record/stop')).findings).toEqual([]);
  expect(running.output.stdout).toBe('');
});

describe('a log of findings', () => {
  const finding = (waiter: number, message = ''): Finding => ({
    kind: 'old-waiter',
    message,
    queue: 1,
    waiter,
    evidence: [],
  });

  it('takes what only its words tell apart for one, and what comes again for another', () => {
    const log = createFindingLog(1000);
    log.note([finding(1, '61 s')], 1500);
    log.note([finding(1, '62 s'), finding(2)], 2000);
    log.note([finding(2)], 2500);
    log.note([finding(1, '1 s')], 3000);
    expect(log.recorded()).toEqual({
      dropped: 0,
      findings: [
        { ...finding(1, '61 s'), from: 500, until: 1500 },
        { ...finding(2), from: 1000, until: 2000 },
        { ...finding(1, '1 s'), from: 2000 },
      ],
    });
  });

  it('forgets what ended first when there are too many, and counts it', () => {
    const log = createFindingLog(0);
    for (let waiter = 1; waiter <= 1500; waiter++) log.note([finding(waiter)], waiter);
    const { findings, dropped } = log.recorded();
    expect([findings.length, dropped]).toEqual([1000, 500]);
    expect(findings.at(-1)).toEqual({ ...finding(1500), from: 1500 });
    const all = Array.from({ length: 1500 }, (_, index) => finding(2000 + index));
    log.note(all, 2000);
    log.note(all, 2001);
    expect(log.recorded().findings).toHaveLength(1000);
    expect(log.recorded().dropped).toBe(2000);
  });
});

/** A recording that was sound before these came into it. */
function damaged(parts: object, header: object = {}): string {
  return JSON.stringify({
    format: 'waitq-recording',
    version: 1,
    header: { startedAt: 1, endedAt: 2, dropped: 0, ...header },
    actors: [{ kind: 'task', name: 'a' }],
    places: [],
    steps: [],
    ...parts,
  });
}

it.each([
  ['', 'not a recording of waitq: Unexpected end of JSON input'],
  ['{"format":"other"}', 'not a recording of waitq'],
  ['null', 'not a recording of waitq'],
  ['{"format":"waitq-recording","version":2}', 'a recording of version 2; version 1 can be read'],
  ['{"format":"waitq-recording","version":1}', 'a recording without header, actors, places or steps'],
  [
    '{"format":"waitq-recording","version":1,"header":{"startedAt":1,"endedAt":2,"dropped":0},"actors":[],"places":[],"steps":[{"kind":"wake","actor":0}]}',
    'step 0 of the recording names no actor',
  ],
  [
    '{"format":"waitq-recording","version":1,"header":{"startedAt":1,"endedAt":2,"dropped":0},"actors":[{"kind":"task","name":"a"}],"places":[],"steps":[{"kind":"wake","actor":0,"place":1}]}',
    'step 0 of the recording names place 1, which it has not',
  ],
  [
    '{"format":"waitq-recording","version":1,"header":{"startedAt":1,"endedAt":2,"dropped":0},"actors":[{"kind":"task","name":"a"}],"places":[],"steps":[null]}',
    'step 0 of the recording has no kind',
  ],
  [damaged({ header: { startedAt: 1 } }), 'the header of the recording lacks startedAt, endedAt or dropped'],
  [damaged({ actors: [null] }), 'actor 0 of the recording has no kind or name'],
  [damaged({ places: [{ kind: 'queue', name: 7 }] }), 'place 0 of the recording has no kind or name'],
  [damaged({ steps: [{ kind: 'woken', actor: 0, wokenBy: 9 }] }), 'was woken by step 9, which it has not'],
  [damaged({ steps: [{ kind: 'wake', actor: 0, at: 'noon' }] }), 'has a time that is no number'],
  [damaged({}, { droppedFindings: '7' }), 'has a droppedFindings that is no number'],
  [damaged({ findings: {} }), 'the findings of the recording are no list'],
  [damaged({ findings: [null] }), 'finding 0 of the recording has no kind or message'],
  [damaged({ findings: [{ kind: 'herd', message: 'm' }] }), 'finding 0 of the recording has no evidence'],
  [
    damaged({ findings: [{ kind: 'herd', message: 'm', evidence: [] }] }),
    'finding 0 of the recording has no time from or until which it was seen',
  ],
  [
    damaged({ findings: [{ kind: 'herd', message: 'm', evidence: [], from: 1, queue: 'q' }] }),
    'finding 0 of the recording names a queue or waiter that is no number',
  ],
  [damaged({}, { before: 7 }), "the picture 'before' of the recording is damaged"],
  [damaged({}, { after: { queues: [{ id: 1 }] } }), "the picture 'after' of the recording is damaged"],
  [damaged({}, { after: { queues: [], locks: [{}] } }), "the picture 'after' of the recording is damaged"],
])('says why %j is none', (text, message) => {
  expect(() => readRecording(text)).toThrow(message);
});
