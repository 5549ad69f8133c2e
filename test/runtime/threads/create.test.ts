import { expect, it } from 'vitest';
import {
  SharedLock,
  SharedMemoryError,
  SharedTask,
  SharedWaitQueue,
  currentThread,
  sharedWaiters,
  waitEvent,
  waitEventExclusive,
  wakeUpAll,
} from 'waitq/threads';

function codeOf(action: () => unknown): string {
  try {
    action();
    return 'nothing thrown';
  } catch (error) {
    expect(error).toBeInstanceOf(SharedMemoryError);
    return (error as SharedMemoryError).code;
  }
}

const buffer = (bytes: number): SharedArrayBuffer => new SharedArrayBuffer(bytes);

it('an attached queue is the same queue', async () => {
  const queue = SharedWaitQueue.create({ name: 'q' });
  const other = SharedWaitQueue.attach(structuredClone(queue.handle));
  let ready = false;
  const waiting = waitEvent(other, () => ready);
  expect(sharedWaiters(queue)).toHaveLength(1);
  expect(other.name).toBe('q');
  ready = true;
  wakeUpAll(queue);
  await waiting;
});

it('tells who waits, in which thread, exclusive or not, and since when', async () => {
  const queue = SharedWaitQueue.create();
  let ready = false;
  const before = Date.now();
  const waits = [waitEvent(queue, () => ready), waitEventExclusive(queue, () => ready)];
  const after = Date.now();
  const threadId = currentThread();
  expect(sharedWaiters(queue)).toMatchObject([
    { threadId, exclusive: false, state: 'uninterruptible', woken: false },
    { threadId, exclusive: true, state: 'uninterruptible', woken: false },
  ]);
  for (const { since } of sharedWaiters(queue)) {
    expect(since).toBeGreaterThanOrEqual(before);
    expect(since).toBeLessThanOrEqual(after);
  }
  ready = true;
  wakeUpAll(queue);
  await Promise.all(waits);
});

it('queues and locks live side by side in one buffer and do not hear each other', async () => {
  const bytes = SharedWaitQueue.byteLength(4);
  const memory = buffer(2 * bytes + SharedLock.byteLength(2));
  const first = SharedWaitQueue.create({ buffer: memory, slots: 4 });
  const second = SharedWaitQueue.create({ buffer: memory, byteOffset: bytes, slots: 4 });
  const lock = SharedLock.create({ buffer: memory, byteOffset: 2 * bytes, slots: 2 });
  const gone = new AbortController();
  const waits = [first, second].map((queue) => waitEvent(queue, () => false, { signal: gone.signal }));
  expect([first, second].map((queue) => sharedWaiters(queue).length)).toEqual([1, 1]);
  expect(lock.tryAcquire()).toBe(true);
  expect([first.lock.held, second.lock.held]).toEqual([false, false]);
  gone.abort();
  await Promise.allSettled(waits);
});

it('memory grows with the waiters, up to the maximum, then a wait is refused', async () => {
  const queue = SharedWaitQueue.create({ slots: 1, maxSlots: 3, name: 'small' });
  const other = SharedWaitQueue.attach(queue.handle);
  let ready = false;
  const waits = [queue, other, queue].map((q) => waitEvent(q, () => ready));
  await expect(waitEvent(other, () => ready)).rejects.toMatchObject({
    code: 'ERR_FULL',
    message: "'small' has no free slot: all 3 are taken",
  });
  ready = true;
  wakeUpAll(other);
  await Promise.all(waits);
  await waitEvent(queue, () => true);
  expect(sharedWaiters(queue)).toEqual([]);
});

it.each([
  ['ERR_SLOTS', () => SharedWaitQueue.create({ slots: 0 })],
  ['ERR_SLOTS', () => SharedWaitQueue.create({ slots: 1.5 })],
  ['ERR_SLOTS', () => SharedWaitQueue.create({ slots: 8, maxSlots: 4 })],
  ['ERR_SLOTS', () => SharedWaitQueue.create({ slots: 1, maxSlots: 2, buffer: buffer(4096) })],
  [
    'ERR_NOT_SHARED',
    () => SharedWaitQueue.create({ buffer: new ArrayBuffer(4096) as unknown as SharedArrayBuffer }),
  ],
  ['ERR_OFFSET', () => SharedWaitQueue.create({ buffer: buffer(4096), byteOffset: 4, slots: 1 })],
  ['ERR_OFFSET', () => SharedWaitQueue.create({ buffer: buffer(4096), byteOffset: -8, slots: 1 })],
  ['ERR_TOO_SMALL', () => SharedWaitQueue.create({ buffer: buffer(64), slots: 1 })],
  ['ERR_TOO_SMALL', () => SharedWaitQueue.create({ buffer: buffer(4096), byteOffset: 4088, slots: 1 })],
  ['ERR_HANDLE', () => SharedWaitQueue.attach({} as never)],
  ['ERR_HANDLE', () => SharedWaitQueue.attach(null as never)],
  ['ERR_HANDLE', () => SharedWaitQueue.attach(SharedLock.create().handle)],
  ['ERR_HANDLE', () => SharedLock.attach(SharedWaitQueue.create().handle)],
  ['ERR_HANDLE', () => SharedTask.attach(SharedWaitQueue.create().handle as never)],
  ['ERR_HANDLE', () => SharedWaitQueue.attach({ ...SharedWaitQueue.create().handle, buffer: buffer(4096) })],
  ['ERR_HANDLE', () => SharedWaitQueue.attach({ ...SharedWaitQueue.create().handle, byteOffset: 8 })],
  ['ERR_HANDLE', () => SharedWaitQueue.attach({ ...SharedWaitQueue.create().handle, id: [1, 2] })],
  [
    'ERR_HANDLE',
    () => SharedWaitQueue.attach({ ...SharedWaitQueue.create().handle, id: undefined } as never),
  ],
  ['ERR_HANDLE', () => SharedTask.attach({ ...SharedTask.create('t', []).handle, buffer: buffer(16) })],
  ['ERR_HANDLE', () => SharedTask.attach({ ...SharedTask.create('t', []).handle, queues: 1 } as never)],
  ['ERR_TOO_SMALL', () => SharedTask.attach({ ...SharedTask.create('t', []).handle, buffer: buffer(8) })],
  ['ERR_NOT_SHARED', () => SharedTask.attach({ ...SharedTask.create('t', []).handle, buffer: 1 } as never)],
  ['ERR_SLOTS', () => SharedWaitQueue.byteLength(-1)],
  ['ERR_VERSION', () => SharedWaitQueue.attach({ ...SharedWaitQueue.create().handle, version: 99 })],
])('%s: %s', (code, action) => {
  expect(codeOf(action)).toBe(code);
});

it('a format that another version of the package wrote is refused', () => {
  const { handle } = SharedWaitQueue.create();
  new Int32Array(handle.buffer)[2] = 7;
  expect(() => SharedWaitQueue.attach(handle)).toThrow(/format 7, this waitq knows format 4/);
});

it.each([0, 8, 64, 120])('a queue that overlaps another from byte %i on is refused', (byteOffset) => {
  const memory = buffer(4096);
  SharedWaitQueue.create({ buffer: memory, byteOffset: 64, slots: 2 });
  expect(codeOf(() => SharedWaitQueue.create({ buffer: memory, byteOffset, slots: 2 }))).toBe('ERR_OVERLAP');
});

it('a copy of a queue is refused', async () => {
  const copy = { ...SharedWaitQueue.create() } as SharedWaitQueue;
  await expect(waitEvent(copy, () => false)).rejects.toThrow(/SharedWaitQueue.attach/);
  expect(() => wakeUpAll(copy)).toThrow(TypeError);
  expect(() => new SharedWaitQueue(copy as never)).toThrow(/SharedWaitQueue.create/);
});
