/**
 * Ways to hand off between two tasks. Each makes one side of a pair: `wake` lets the other side go on, `sleep`
 * waits for that. `count` hand-offs are made in all.
 */
import { EventEmitter, once } from 'node:events';

/** One wake-up each way between two tasks; `waitq` is any build of the package. */
export function waitqHandOff({ WaitQueue, waitEvent, wakeUp }) {
  return async function handOff(count) {
    const [a, b] = [new WaitQueue('a'), new WaitQueue('b')];
    let turn = 0;
    const one = async () => {
      for (let i = 0; i < count; i += 2) {
        turn = 1;
        wakeUp(b);
        await waitEvent(a, () => turn === 0);
      }
    };
    const other = async () => {
      for (let i = 0; i < count; i += 2) {
        await waitEvent(b, () => turn === 1);
        turn = 0;
        wakeUp(a);
      }
    };
    await Promise.all([other(), one()]);
  };
}

export const contenders = {
  'bare promise': bare,
  waitq: async () => waitqHandOff(await import('waitq')),
  async '@esfx/async-waitqueue'() {
    const { WaitQueue: AsyncWaitQueue } = await import('@esfx/async-waitqueue');
    return pingPong(
      () => new AsyncWaitQueue(),
      (queue) => queue.wait(),
      (queue) => queue.resolveOne(),
    );
  },
  async '@esfx/async-autoresetevent'() {
    const { AsyncAutoResetEvent } = await import('@esfx/async-autoresetevent');
    return pingPong(
      () => new AsyncAutoResetEvent(false),
      (event) => event.wait(),
      (event) => event.set(),
    );
  },
  async 'async-sema'() {
    const { Sema } = await import('async-sema');
    return pingPong(
      () => {
        const sema = new Sema(1);
        sema.tryAcquire();
        return sema;
      },
      (sema) => sema.acquire(),
      (sema) => sema.release(),
    );
  },
  async 'async-mutex'() {
    const { Semaphore } = await import('async-mutex');
    return pingPong(
      () => new Semaphore(0),
      (semaphore) => semaphore.acquire(),
      (semaphore) => semaphore.release(1),
    );
  },
  async 'events.once'() {
    return pingPong(
      () => new EventEmitter(),
      (emitter) => once(emitter, 'go'),
      (emitter) => emitter.emit('go'),
    );
  },
  async effect() {
    const { Effect, Queue } = await import('effect');
    return async function handOff(count) {
      const program = Effect.gen(function* () {
        const a = yield* Queue.unbounded();
        const b = yield* Queue.unbounded();
        const side = function* (mine, theirs, first) {
          if (first) yield* Queue.offer(theirs, 0);
          for (let i = 0; i < count; i += 2) {
            yield* Queue.take(mine);
            yield* Queue.offer(theirs, 0);
          }
        };
        yield* Effect.all([Effect.gen(() => side(a, b, false)), Effect.gen(() => side(b, a, true))], {
          concurrency: 2,
        });
      });
      await Effect.runPromise(program);
    };
  },
};

/** A promise a hand-off, and the condition tested again: what one would write by hand. */
async function bare() {
  return async function handOff(count) {
    let turn = 0;
    let wakeA = () => {};
    let wakeB = () => {};
    const one = async () => {
      for (let i = 0; i < count; i += 2) {
        turn = 1;
        wakeB();
        while (turn !== 0) await new Promise((resolve) => (wakeA = resolve));
      }
    };
    const other = async () => {
      for (let i = 0; i < count; i += 2) {
        while (turn !== 1) await new Promise((resolve) => (wakeB = resolve));
        turn = 0;
        wakeA();
      }
    };
    await Promise.all([other(), one()]);
  };
}

/** For peers without a condition: the wake-up itself is the message. */
function pingPong(create, sleep, wake) {
  return async function handOff(count) {
    const [a, b] = [create(), create()];
    const one = async () => {
      for (let i = 0; i < count; i += 2) {
        const woken = sleep(a);
        wake(b);
        await woken;
      }
    };
    const other = async () => {
      for (let i = 0; i < count; i += 2) {
        await sleep(b);
        wake(a);
      }
    };
    await Promise.all([other(), one()]);
  };
}
