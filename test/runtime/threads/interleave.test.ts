import { beforeAll, describe, expect, it } from 'vitest';
import { TASK_NORMAL, TASK_UNINTERRUPTIBLE } from '../../../runtime/src/state.js';
import { EXCLUSIVE, HEADER, LOCK, OWNER, STRIDE } from '../../../runtime/src/threads/layout.js';
import type { Limits } from '../../../runtime/src/threads/limits.js';
import { acquireSync, freeLock, holderOf } from '../../../runtime/src/threads/lock.js';
import type { Memory } from '../../../runtime/src/threads/memory.js';
import { platform } from '../../../runtime/src/threads/platform.js';
import { reapRegion } from '../../../runtime/src/threads/reap.js';
import { assertMayBlock, sleepSync } from '../../../runtime/src/threads/sleep.js';
import { leaveLine, standInLine, Waiter } from '../../../runtime/src/threads/waiter.js';
import { stayInLine } from '../../../runtime/src/threads/wait-on-sync.js';
import { rouseSlot, wakeSlots } from '../../../runtime/src/threads/wake-slots.js';
import type { Actor, End, Outcome, Shared } from './interleave.js';
import { explore } from './interleave.js';

// A thread asks once whether it may block; not as a step of an exploration. On this machine every thread may.
beforeAll(() => {
  const atomics = { ...platform.atomics, wait: () => 'not-equal' };
  assertMayBlock({ platform: { ...platform, atomics } } as unknown as Memory, '', '');
});

/** Variables of the programs. */
const TOKENS = 0;
const TAKEN = 1;
const INSIDE = 2;
const GIVEN_UP = 3;

const REAPED = 1;

const deliver: Actor = (memory, shared) => {
  shared.add(TOKENS, 1);
  wakeSlots(memory, TASK_NORMAL, 1);
};

const take = (shared: Shared): boolean => {
  const tokens = shared.load(TOKENS);
  return tokens > 0 && shared.compareExchange(TOKENS, tokens, tokens - 1) === tokens;
};

/** A waiter that takes one token; `limits` may end it earlier. */
function taker(owner: number, flags: number, limits?: Limits): Actor {
  return (memory, shared) => {
    if (take(shared)) return;
    stayInLine(memory, () => take(shared), {}, limits, TASK_UNINTERRUPTIBLE | flags, owner);
  };
}

/** Gives up when its sleep times out. */
function hastyTaker(owner: number): Actor {
  return (memory, shared) => {
    const left = (): number => (memory.platform.monotonic() > 0 ? 0 : 1);
    const limits = {
      deadline: {
        get ms() {
          return left();
        },
        left: (out: boolean) => (out ? 0 : 1),
      },
      interruption: () => undefined,
      expired: () => left() === 0,
    } as unknown as Limits;
    taker(owner, EXCLUSIVE, limits)(memory, shared);
  };
}

/** Gives up once GIVEN_UP is set. */
function interruptibleTaker(owner: number): Actor {
  return (memory, shared) => {
    const interruption = (): Error | undefined =>
      shared.load(GIVEN_UP) ? new Error('interrupted') : undefined;
    const limits = { interruption, expired: () => false } as unknown as Limits;
    try {
      taker(owner, EXCLUSIVE, limits)(memory, shared);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  };
}

const interrupt: Actor = (memory, shared) => {
  shared.store(GIVEN_UP, 1);
  for (let slot = HEADER; slot < memory.words.length; slot += STRIDE) rouseSlot(memory, slot);
};

/** Nobody sleeps while there is a token for him, and no slot is left. */
function nothingLost({ variable, asleep, memory }: End): string | undefined {
  if (variable(TOKENS) > 0 && asleep.some(Boolean)) return 'lost wake-up';
  return asleep.some(Boolean) ? undefined : leak(memory);
}

function leak(memory: Memory): string | undefined {
  for (let slot = HEADER; slot < memory.words.length; slot += STRIDE) {
    if (memory.words[slot + OWNER] !== 0) return 'leaked slot';
  }
  return undefined;
}

function expectSound(outcome: Outcome): void {
  expect({ fault: outcome.fault, schedule: outcome.schedule }).toEqual({ fault: undefined, schedule: [] });
  expect(outcome.ends).toBeGreaterThan(0);
}

describe('in every interleaving', () => {
  it('a waiter sees the update whose wake-up it could miss', () => {
    expectSound(explore({ actors: [taker(1, 0), deliver], slots: 1, verdict: nothingLost }));
  });

  it('two exclusive waiters get what two wakers bring', () => {
    const actors = [taker(1, EXCLUSIVE), taker(2, EXCLUSIVE), deliver];
    expectSound(explore({ actors, slots: 2, preemptions: 2, verdict: nothingLost }));
  });

  it('a waiter whose time ends hands on the wake-up it was given', () => {
    const actors = [hastyTaker(1), taker(2, EXCLUSIVE), deliver];
    expectSound(explore({ actors, slots: 2, preemptions: 2, verdict: nothingLost }));
  });

  it('a signalled waiter hands on the wake-up it was given', () => {
    const actors = [interruptibleTaker(1), interrupt, deliver];
    const verdict = (end: End): string | undefined =>
      end.asleep.some(Boolean) ? 'sleeps in spite of the signal' : nothingLost(end);
    expectSound(explore({ actors, slots: 1, preemptions: 2, verdict }));
  });

  it('a notification between unlock and sleep is not lost, as condition variables have lost it', () => {
    const withLock = (memory: Memory, owner: number) => ({
      acquireSync: () => {
        if (memory.atomics.compareExchange(memory.words, LOCK, 0, owner) !== 0) acquireSync(memory, owner);
      },
      release: () => freeLock(memory),
    });
    const waiter: Actor = (memory, shared) => {
      const lock = withLock(memory, 1);
      lock.acquireSync();
      const ready = (): boolean => shared.load(TOKENS) === 1;
      if (!ready()) stayInLine(memory, ready, { lock }, undefined, TASK_UNINTERRUPTIBLE, 1);
      lock.release();
    };
    const notifier: Actor = (memory, shared) => {
      const lock = withLock(memory, 2);
      lock.acquireSync();
      shared.store(TOKENS, 1);
      lock.release();
      wakeSlots(memory, TASK_NORMAL, 1);
    };
    const verdict = ({ asleep, memory }: End): string | undefined =>
      asleep.some(Boolean) ? 'lost wake-up' : leak(memory);
    expectSound(explore({ actors: [waiter, notifier], slots: 3, preemptions: 3, verdict }));
  });

  it('a lock has one holder and everybody gets it', () => {
    const locker =
      (owner: number): Actor =>
      (memory, shared) => {
        if (memory.atomics.compareExchange(memory.words, LOCK, 0, owner) !== 0) acquireSync(memory, owner);
        if (shared.add(INSIDE, 1) !== 0) shared.store(TAKEN, 99);
        shared.add(INSIDE, -1);
        freeLock(memory);
      };
    const verdict = ({ variable, asleep, memory }: End): string | undefined => {
      if (variable(TAKEN) === 99) return 'two holders';
      return asleep.some(Boolean) ? 'sleeps on a free lock' : leak(memory);
    };
    expectSound(explore({ actors: [locker(1), locker(2)], slots: 2, verdict }));
  });
});

describe('wherever a thread dies', () => {
  const reap: Actor = (memory) => void reapRegion(memory, REAPED);
  const mortal = { mortal: 0, reaper: reap, slots: 2 };

  it('a wake-up it was given goes to the next', () => {
    const actors = [taker(REAPED, EXCLUSIVE), taker(2, EXCLUSIVE), deliver];
    expectSound(explore({ ...mortal, actors, preemptions: 1, verdict: nothingLost }));
  });

  it('a wake-up it was about to give is given', () => {
    expectSound(explore({ ...mortal, actors: [deliver, taker(2, EXCLUSIVE)], verdict: nothingLost }));
  });

  it('the lock is free again', () => {
    const locker =
      (owner: number): Actor =>
      (memory) => {
        if (memory.atomics.compareExchange(memory.words, LOCK, 0, owner) !== 0) acquireSync(memory, owner);
        freeLock(memory);
      };
    const verdict = ({ asleep, memory }: End): string | undefined =>
      asleep.some(Boolean) || holderOf(memory) !== 0 ? 'a dead holder keeps the lock' : leak(memory);
    expectSound(explore({ ...mortal, actors: [locker(REAPED), locker(2)], verdict }));
  });
});

describe('the exploration finds', () => {
  it('what sleepOn loses: the update between test and registration', () => {
    const sleepOn: Actor = (memory, shared) => {
      if (take(shared)) return;
      const waiter = new Waiter(memory, 1, TASK_UNINTERRUPTIBLE);
      sleepSync(waiter, standInLine(waiter));
      leaveLine(waiter, false);
    };
    const { fault, schedule } = explore({ actors: [sleepOn, deliver], slots: 1, verdict: nothingLost });
    expect(fault).toBe('lost wake-up');
    expect(schedule.at(-1)).toMatch(/sleeps on|ends|notify/);
  });

  it('what a dead thread takes along that nobody reaps', () => {
    const actors = [taker(REAPED, EXCLUSIVE), taker(2, EXCLUSIVE), deliver];
    const noop: Actor = () => {};
    const { fault } = explore({
      actors,
      mortal: 0,
      reaper: noop,
      slots: 2,
      preemptions: 1,
      verdict: ({ variable, asleep }) =>
        variable(TOKENS) > 0 && asleep.some(Boolean) ? 'lost wake-up' : undefined,
    });
    expect(fault).toBe('lost wake-up');
  });

  it('a notification between unlock and wait, as a condition variable without a sequence word loses it', () => {
    const waiter: Actor = (memory, shared) => {
      if (shared.load(TOKENS) > 0) return;
      memory.atomics.wait(memory.words, HEADER, 0, Infinity); // a word that no notifier changes
    };
    const notifier: Actor = (memory, shared) => {
      shared.add(TOKENS, 1);
      memory.atomics.notify(memory.words, HEADER);
    };
    expect(explore({ actors: [waiter, notifier], slots: 1, verdict: nothingLost }).fault).toBe(
      'lost wake-up',
    );
  });
});
