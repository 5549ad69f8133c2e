import { describe, expect, it } from 'vitest';
import * as threads from 'waitq/threads';
import {
  InterruptedError,
  SharedTask,
  SharedWaitQueue,
  TASK_KILLABLE,
  TASK_UNINTERRUPTIBLE,
  kill,
  sharedCounters,
  sharedWaiters,
  waitEvent,
  waitEventCmd,
  waitEventExclusive,
  waitEventHrtimeout,
  waitEventInterruptible,
  waitEventState,
  waitEventStateSync,
  waitEventSync,
  waitEventTimeout,
  waitEventTimeoutSync,
  waitQueueActive,
  wakeUp,
  wakeUpAll,
  wakeUpInterruptible,
  wakeUpNr,
  wqHasSingleSleeper,
  wqHasSleeper,
} from 'waitq/threads';
import { exit, inLine, inNode, inWorker, message, sharedCells, tested, until } from './pool.js';

const queue = (): SharedWaitQueue => SharedWaitQueue.create({ name: 'q' });

it('a blocked thread is woken by another', async () => {
  const [q, cells] = [queue(), sharedCells()];
  const body = `api.waitEventSync(queues.q, () => Atomics.load(cells, 0) === 1); tell('woken');`;
  const worker = inWorker(body, cells, { q: q.handle });
  await inLine(q, 1);
  expect(sharedWaiters(q)).toMatchObject([
    { threadId: worker.threadId, exclusive: false, state: 'uninterruptible', woken: false },
  ]);
  const woken = message(worker);
  wakeUp(q); // in vain: nothing has changed
  await until(() => sharedCounters(q).spurious === 1);
  await inLine(q, 1);
  Atomics.store(cells, 0, 1);
  wakeUp(q);
  expect(await woken).toBe('woken');
  expect(sharedWaiters(q)).toEqual([]);
});

it('a thread that does not block is woken by another, and stays alive until then', async () => {
  const [q, cells] = [queue(), sharedCells()];
  const body = `await api.waitEvent(queues.q, () => Atomics.load(cells, 0) === 1);`;
  const worker = inWorker(body, cells, { q: q.handle });
  const exited = exit(worker);
  await inLine(q, 1);
  await new Promise((resolve) => setTimeout(resolve, 20)); // time to exit, if it were to
  expect(sharedWaiters(q)).toHaveLength(1);
  Atomics.store(cells, 0, 1);
  wakeUp(q);
  expect(await exited).toBe(0);
});

it('one wake-up wakes every other waiter and the exclusive one that has waited longest', async () => {
  const q = queue();
  const log: string[] = [];
  let tokens = 0;
  const exclusive = ['first', 'second', 'third'].map(async (name) => {
    await waitEventExclusive(q, () => tokens > 0 && tokens-- > 0);
    log.push(name);
  });
  let looks = 0;
  let done = false;
  const plain = waitEvent(q, () => (looks++, done));
  const before = looks;
  tokens = 1;
  expect(wakeUp(q)).toBe(1);
  await exclusive[0];
  expect(log).toEqual(['first']);
  expect(sharedWaiters(q).map((waiter) => waiter.exclusive)).toEqual([false, true, true]);
  expect(looks).toBeGreaterThan(before);
  tokens = 2;
  expect(wakeUpNr(q, 2)).toBe(2);
  await Promise.all(exclusive);
  expect(log).toEqual(['first', 'second', 'third']);
  done = true;
  wakeUpAll(q);
  await plain;
});

it('one exclusive wake-up among eight blocked threads wakes exactly one', async () => {
  const [q, cells] = [queue(), sharedCells()];
  const body = `
    api.waitEventExclusiveSync(queues.q, () => {
      Atomics.add(cells, 1, 1);
      let tokens = Atomics.load(cells, 0);
      while (tokens > 0) {
        const seen = Atomics.compareExchange(cells, 0, tokens, tokens - 1);
        if (seen === tokens) return true;
        tokens = seen; // another of the woken was faster, and there may be one left
      }
      return false;
    });
    tell('got it');`;
  const workers = Array.from({ length: 8 }, () => inWorker(body, cells, { q: q.handle }));
  const told = workers.map((worker) => message(worker));
  await tested(cells, 1, 16);
  await inLine(q, 8);
  const [eldest] = sharedWaiters(q);
  Atomics.store(cells, 0, 1);
  expect(wakeUp(q)).toBe(1);
  const first = workers.findIndex((worker) => worker.threadId === eldest!.threadId);
  await told[first];
  expect(sharedCounters(q)).toMatchObject({ woken: 1, spurious: 0 });
  await inLine(q, 7);
  Atomics.store(cells, 0, 7);
  expect(wakeUpNr(q, 7)).toBe(7);
  await Promise.all(told);
  expect(sharedCounters(q)).toMatchObject({ waits: 8, wakeUps: 2, woken: 8, spurious: 0 });
});

it('tells whether somebody is in line', async () => {
  const q = queue();
  expect([waitQueueActive(q), wqHasSleeper(q), wqHasSingleSleeper(q)]).toEqual([false, false, false]);
  let done = false;
  const one = waitEvent(q, () => done);
  expect([waitQueueActive(q), wqHasSleeper(q), wqHasSingleSleeper(q)]).toEqual([true, true, true]);
  const two = waitEvent(q, () => done);
  expect(wqHasSingleSleeper(q)).toBe(false);
  done = true;
  wakeUpAll(q);
  await Promise.all([one, two]);
});

describe('time', () => {
  it('runs out, blocking and not, and is no slot lost', async () => {
    const q = queue();
    expect(await waitEventTimeout(q, () => false, 2.5)).toBe(0);
    if (inNode) expect(waitEventTimeoutSync(q, () => false, 2.5)).toBe(0);
    expect(await waitEventHrtimeout(q, () => false, 500_000n)).toBe(0n);
    expect(await waitEventTimeout(q, () => false, 0)).toBe(0);
    if (inNode) expect(waitEventTimeoutSync(q, () => false, -1)).toBe(0);
    expect(sharedWaiters(q)).toEqual([]);
    expect(sharedCounters(q).timeouts).toBe(inNode ? 5 : 3);
    expect(sharedCounters(q).longestMs).toBeGreaterThanOrEqual(2);
  });

  it('that is left is told, a true condition beats its end', async () => {
    const q = queue();
    expect(waitEventTimeoutSync(q, () => true, 0)).toBe(1);
    expect(await waitEvent(q, () => true, { timeoutMs: 60_000 })).toBeGreaterThan(20_000);
    expect(waitEventSync(q, () => true, { timeoutNs: 60n * 10n ** 9n })).toBeGreaterThan(20n * 10n ** 9n);
    expect(() => waitEventTimeoutSync(q, () => false, NaN)).toThrow(RangeError);
    await expect(waitEventHrtimeout(q, () => false, 5 as never)).rejects.toThrow(TypeError);
  });

  it('that runs out leaves nothing behind that eats the next wake-up', async () => {
    const q = queue();
    let tokens = 0;
    const take = (): boolean => tokens > 0 && tokens-- > 0;
    const hasty = waitEvent(q, take, { exclusive: true, timeoutMs: 1 });
    const patient = waitEventExclusive(q, take);
    expect(await hasty).toBe(0);
    tokens = 1;
    expect(wakeUp(q)).toBe(1);
    await patient;
    const later = waitEventExclusive(q, take); // gets the slot of the hasty one
    tokens = 1;
    wakeUp(q);
    await later;
  });
});

describe('an interrupted waiter', () => {
  it('rejects, and hands on the wake-up it was given at the same moment', async () => {
    const q = queue();
    const abort = new AbortController();
    let tokens = 0;
    const take = (): boolean => tokens > 0 && tokens-- > 0;
    // The first waiter is picked, and before it runs its time to take the token is gone: another took it back.
    let taken = false;
    const first = waitEvent(q, () => !taken && take(), { exclusive: true, signal: abort.signal });
    const second = waitEventExclusive(q, take);
    taken = true;
    tokens = 1;
    expect(wakeUp(q)).toBe(1);
    abort.abort('gone');
    await expect(first).rejects.toMatchObject({ code: 'ERESTARTSYS', cause: 'gone' });
    expect(tokens).toBe(1); // the wake-up was spent on a test that failed; whoever brings the token wakes again
    wakeUp(q);
    await second;
    expect(sharedWaiters(q)).toEqual([]);
  });

  it('that throws in its condition leaves the line', async () => {
    const q = queue();
    let fail = false;
    const waiting = waitEvent(q, () => {
      if (fail) throw new Error('no disk');
    });
    fail = true;
    wakeUp(q);
    await expect(waiting).rejects.toThrow('no disk');
    await expect(waitEvent(q, async () => true)).rejects.toThrow(/no async condition/);
    expect(() => waitEventSync(q, async () => true)).toThrow(/no async condition/);
    expect(sharedWaiters(q)).toEqual([]);
  });

  it('is refused what cannot be', async () => {
    const q = queue();
    const { signal } = new AbortController();
    await expect(waitEvent(q, () => false, { signal, state: TASK_UNINTERRUPTIBLE })).rejects.toThrow(
      TypeError,
    );
    expect(() => waitEventSync(q, () => false, { signal } as never)).toThrow(/cannot see an abort signal/);
    const elsewhere = SharedTask.create('reader', [queue()]);
    await expect(waitEvent(q, () => false, { task: elsewhere })).rejects.toThrow(
      /was not made for queue 'q'/,
    );
  });
});

it('wakeUpInterruptible passes over the others', async () => {
  const q = queue();
  const task = SharedTask.create('t', [q]);
  let open = false;
  const deaf = waitEvent(q, () => open);
  const heard = waitEventInterruptible(q, () => open, { task });
  open = true;
  wakeUpInterruptible(q);
  await heard;
  expect(sharedWaiters(q)).toMatchObject([{ state: 'uninterruptible' }]);
  wakeUp(q);
  await deaf;
});

it('waits in any state and calls what is to be done around each sleep', async () => {
  const q = queue();
  const log: string[] = [];
  let ready = false;
  const waiting = waitEventCmd(
    q,
    () => ready,
    () => log.push('before'),
    () => log.push('after'),
  );
  await inLine(q, 1);
  ready = true;
  wakeUp(q);
  await waiting;
  expect(log).toEqual(['before', 'after']);
  const task = SharedTask.create('t', [q]);
  kill(task, 'SIGKILL');
  await expect(waitEventState(q, () => false, TASK_KILLABLE, { task })).rejects.toThrow(InterruptedError);
  if (inNode)
    expect(() => waitEventStateSync(q, () => false, TASK_KILLABLE, { task })).toThrow(InterruptedError);
});

// By its name: state, whether exclusive, what its arguments are.
const families = Object.keys(threads).filter((name) => /^waitEvent/.test(name));

it.each(families)('%s waits as its name says', async (name) => {
  const q = queue();
  const wait = (threads as unknown as Record<string, (...args: unknown[]) => unknown>)[name]!;
  const blocks = name.endsWith('Sync');
  let turns = 0;
  let seen: string | undefined;
  const condition = (): boolean => {
    seen ??= sharedWaiters(q).map((w) => `${w.state}${w.exclusive ? ' exclusive' : ''}`)[0];
    return ++turns > 1; // true right after it has got in line
  };
  const locked = /Locked/.test(name);
  if (locked) q.lock.tryAcquire();
  const lock = { acquire: () => {}, acquireSync: () => {}, release: () => {} };
  const rest = [
    ...(/State/.test(name) ? [TASK_UNINTERRUPTIBLE] : []),
    ...(/Lock(?!ed)/.test(name) ? [lock] : []),
    ...(/Cmd/.test(name) ? [() => {}, ...(/Lock/.test(name) ? [] : [() => {}])] : []),
    ...(/Hrtimeout/.test(name) ? [60n * 10n ** 9n] : /Timeout/.test(name) ? [60_000] : []),
  ];
  if (blocks && !inNode) {
    expect(() => wait(q, condition, ...rest)).toThrow(/cannot block this thread/);
    return;
  }
  const result = wait(q, condition, ...rest);
  expect(result instanceof Promise).toBe(!blocks);
  const kind = name.match(/Interruptible|Killable|Idle/)?.[0].toLowerCase() ?? 'uninterruptible';
  expect(seen).toBe(kind + (/Exclusive/.test(name) ? ' exclusive' : ''));
  const left = await result;
  if (/imeout/.test(name)) expect(Number(left)).toBeGreaterThan(0);
  else expect(left).toBeUndefined();
  expect(q.lock.held).toBe(locked);
  expect(sharedWaiters(q)).toEqual([]);
});
