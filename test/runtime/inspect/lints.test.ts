import { describe, expect, it, vi } from 'vitest';
import type { Finding } from 'waitq/inspect';
import {
  Task,
  WaitEntry,
  WaitQueue,
  finishWait,
  kill,
  prepareToWait,
  prepareToWaitEvent,
  prepareToWaitExclusive,
  schedule,
  sleepOn,
  TASK_INTERRUPTIBLE,
  waitEvent,
  waitEventExclusive,
  waitEventIdle,
  waitEventTimeout,
  wakeUp,
  wakeUpAll,
} from 'waitq';
import { SharedWaitQueue, waitEvent as waitShared, wakeUp as wakeShared } from 'waitq/threads';
import { waitEventExclusive as waitSharedExclusive } from 'waitq/threads';
import type { WakeNote } from '../../../runtime/src/inspect/queue-stats.js';
import { startWatching } from '../../../runtime/dist/inspect/start.js';
import { settle } from '../turns.js';

const hub = startWatching();

/** Findings about this queue. */
function lints(queue: WaitQueue, params: Parameters<typeof hub.lints>[0] = {}): readonly Finding[] {
  const { id } = hub.recorder.statsOf(queue);
  return hub.lints(params).filter((finding) => finding.queue === id);
}

const kinds = (findings: readonly Finding[]) => findings.map(({ kind }) => kind);

/** What the lints say when so much time has gone by. */
function later<Result>(ms: number, look: () => Result): Result {
  const now = Date.now();
  vi.spyOn(Date, 'now').mockReturnValue(now + ms);
  try {
    return look();
  } finally {
    vi.restoreAllMocks();
  }
}

describe('lost-wake-up', () => {
  it('tells who sleeps although the condition holds, with what was seen', () => {
    const queue = new WaitQueue('lost');
    const state = { ready: false };
    wakeUp(queue);
    void waitEvent(queue, () => state.ready);
    state.ready = true;
    const [finding] = lints(queue, { evaluate: true });
    expect(finding).toMatchObject({
      kind: 'lost-wake-up',
      message: expect.stringContaining("queue 'lost'") as string,
    });
    expect(finding!.evidence.map(({ what }) => what)).toEqual([
      'a wake-up found nobody',
      'went to sleep',
      'its condition is true: () => state.ready',
    ]);
    expect(finding!.evidence[0]!.site).toMatch(/lints\.test\.ts:\d+:\d+$/);
    expect(finding!.evidence[1]!.site).toMatch(/lints\.test\.ts:\d+:\d+$/);
  });

  it('on a shared queue only when it holds for a while: another thread may be about to wake', async () => {
    const queue = SharedWaitQueue.create({ name: 'far' });
    const state = { full: false };
    const wait = waitShared(queue, () => state.full);
    const far = () => hub.lints({ evaluate: true }).filter(({ message }) => message.includes("'far'"));
    state.full = true;
    expect(far()).toEqual([]);
    expect(later(200, far)).toEqual([]);
    expect(later(250, far)).toMatchObject([{ kind: 'lost-wake-up' }]);
    wakeShared(queue);
    await wait;
    void waitShared(queue, () => state.full && !state.full);
    state.full = false;
    expect(far()).toEqual([]);
  });

  it('evaluates nothing unless asked, and never what may change something', () => {
    const queue = new WaitQueue('untouched');
    let tests = 0;
    let free = 0;
    void waitEvent(queue, () => free > 0 && free-- > 0);
    void waitEvent(queue, () => {
      tests++;
      return false;
    });
    const before = tests;
    free = 1;
    expect(lints(queue)).toEqual([]);
    expect(lints(queue, { evaluate: true })).toEqual([]);
    expect([tests, free]).toEqual([before, 1]);
  });

  it('is silent about a condition that is false, or throws', () => {
    const queue = new WaitQueue('false');
    const state: { box?: { full: boolean } | undefined } = { box: { full: false } };
    void waitEvent(queue, () => state.box!.full);
    expect(lints(queue, { evaluate: true })).toEqual([]);
    state.box = undefined;
    expect(lints(queue, { evaluate: true })).toEqual([]);
  });
});

describe('wake-up-of-nobody', () => {
  it('tells a wake-up that came before the sleep', () => {
    const queue = new WaitQueue('early');
    wakeUp(queue);
    void sleepOn(queue);
    expect(lints(queue)).toEqual([]); // it has just begun
    const [finding] = later(5000, () => lints(queue));
    expect(finding).toMatchObject({
      kind: 'wake-up-of-nobody',
      evidence: [{ what: 'a wake-up found nobody' }, { what: 'went to sleep' }],
    });
  });

  it('is silent about a wait with a condition that began long after, for it has seen what came before', () => {
    const [tested, blind] = [new WaitQueue('tested'), new WaitQueue('blind')];
    for (const queue of [tested, blind]) wakeUp(queue);
    for (const queue of [tested, blind]) hub.recorder.statsOf(queue).nobody = early(queue);
    void waitEvent(tested, () => false);
    void sleepOn(blind);
    expect(later(5000, () => lints(tested))).toEqual([]);
    expect(later(5000, () => kinds(lints(blind)))).toEqual(['wake-up-of-nobody']);
  });

  /** Its wake-up of nobody, but two seconds ago. */
  function early(queue: WaitQueue): WakeNote {
    const { nobody } = hub.recorder.statsOf(queue);
    return { ...nobody!, at: nobody!.at - 2000 };
  }

  it('is silent when somebody who tests by himself has gone on after it', async () => {
    const queue = new WaitQueue('drained');
    let items = 0;
    const take = async () => {
      using entry = new WaitEntry();
      for (prepareToWait(queue, entry); items === 0; prepareToWait(queue, entry)) await schedule(entry);
      items = 0;
    };
    const first = take();
    for (let i = 0; i < 2; i++) {
      items++;
      wakeUp(queue); // the second finds nobody: he is awake and takes both
    }
    await first;
    void take();
    expect(later(5000, () => lints(queue))).toEqual([]);
  });

  it('is silent when the waiter was woken since, when a condition was true in between, and in the idle state', async () => {
    const [woken, busy, idle] = [new WaitQueue('woken'), new WaitQueue('busy'), new WaitQueue('idle')];
    wakeUp(woken);
    void waitEvent(woken, () => false);
    wakeUp(woken);
    let items = 1;
    wakeUp(busy);
    await waitEvent(busy, () => items > 0);
    items = 0;
    void waitEvent(busy, () => items > 0);
    wakeUp(idle);
    void waitEventIdle(idle, () => false);
    await settle();
    for (const queue of [woken, busy, idle]) expect(later(5000, () => lints(queue))).toEqual([]);
  });
});

describe('herd', () => {
  it('tells a queue on which most are woken in vain', async () => {
    const queue = new WaitQueue('herd');
    for (let i = 0; i < 10; i++) void waitEvent(queue, () => false);
    for (let i = 0; i < 5; i++) {
      wakeUpAll(queue);
      await settle();
    }
    const [finding] = lints(queue);
    expect(finding).toMatchObject({
      kind: 'herd',
      evidence: [{ what: 'woken 50 times, 50 of them in vain' }, {}],
    });
    expect(finding!.evidence[1]!.what).toBe('woken 5 times in vain and asleep again');
  });

  it('tells one between threads, but not that others were faster than those who are woken alone', async () => {
    const [all, one] = ['all woken', 'one woken'].map((name) => SharedWaitQueue.create({ name }));
    const waits = Array.from({ length: 4 }, () => [
      waitShared(all!, () => false),
      waitSharedExclusive(one!, () => false),
    ]);
    for (let i = 0; i < 40; i++) {
      for (const queue of [all!, one!]) wakeShared(queue);
      await settle();
    }
    expect(waits).toHaveLength(4);
    const found = hub.lints().filter(({ kind, message }) => kind === 'herd' && / woken'/.test(message));
    expect(found).toMatchObject([{ message: expect.stringContaining("'all woken'") as string }]);
  });

  it('is silent when each wake-up is of use', async () => {
    const queue = new WaitQueue('of use');
    let free = 0;
    const waits = Array.from({ length: 40 }, () => waitEventExclusive(queue, () => free > 0 && free-- > 0));
    for (let i = 0; i < 40; i++) {
      free++;
      wakeUp(queue);
      await settle();
    }
    await Promise.all(waits);
    expect(lints(queue)).toEqual([]);
  });
});

describe('wake-up-to-leaver', () => {
  const entryOf = (task: Task, queue: WaitQueue) => {
    const entry = new WaitEntry({ task });
    prepareToWaitExclusive(queue, entry, TASK_INTERRUPTIBLE);
    return entry;
  };

  it('tells a wake-up that went to one who then left for a signal', () => {
    const queue = new WaitQueue('swallowed');
    const [first, second] = [new Task('first'), new Task('second')];
    const entry = entryOf(first, queue);
    entryOf(second, queue);
    wakeUp(queue);
    kill(first, 'SIGTERM');
    expect(prepareToWaitEvent(queue, entry, TASK_INTERRUPTIBLE)).toBeInstanceOf(Error);
    const [finding] = lints(queue);
    expect(finding).toMatchObject({
      kind: 'wake-up-to-leaver',
      evidence: [{ task: 'second' }, { task: 'first' }],
    });
    wakeUp(queue); // handed on after all
    expect(lints(queue)).toEqual([]);
  });

  it('is silent about one who left as he should, and about our own waits, which hand it on', async () => {
    const queue = new WaitQueue('handed on');
    const entry = entryOf(new Task('done'), queue);
    wakeUp(queue);
    finishWait(queue, entry);
    let free = 0;
    const timed = waitEventTimeout(queue, () => false, 1);
    void waitEventExclusive(queue, () => free > 0 && free-- > 0);
    wakeUp(queue);
    await timed;
    free = 0;
    expect(kinds(lints(queue))).not.toContain('wake-up-to-leaver');
  });
});

describe('old-waiter', () => {
  it('tells waits over the threshold, but for those in the idle state', () => {
    const queue = new WaitQueue('old');
    void waitEvent(queue, () => false);
    void waitEventIdle(queue, () => false);
    expect(lints(queue)).toEqual([]);
    expect(kinds(later(61_000, () => lints(queue)))).toEqual(['old-waiter']);
    expect(kinds(later(61_000, () => lints(queue, { oldMs: 120_000 })))).toEqual([]);
    expect(kinds(later(1000, () => lints(queue, { oldMs: 500 })))).toEqual(['old-waiter']);
  });
});

describe('all-asleep', () => {
  it('tells it when nothing is left to run, and only where that is known', () => {
    const queue = new WaitQueue('last');
    void waitEvent(queue, () => false);
    const told = (left?: readonly string[]) =>
      hub.lints({}, left).filter(({ kind }) => kind === 'all-asleep');
    expect(told([])).toHaveLength(1);
    expect(told(['Timeout'])).toEqual([]);
    expect(told()).toEqual([]);
  });
});
