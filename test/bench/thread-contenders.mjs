/* global MessageChannel */
import { fileURLToPath } from 'node:url';

/**
 * Ways to hand a turn to and fro between two threads that block. `share()` makes what both sides get by message,
 * with a list of what is to be transferred; `side(me, shared)` gives a function that makes `turns` turns.
 */
export const threadContenders = {
  raw: {
    share: () => ({ shared: new Int32Array(new SharedArrayBuffer(8)) }),
    side: (me, turn) => (turns) => {
      for (let i = 0; i < turns; i++) {
        for (let now; (now = Atomics.load(turn, 0)) !== me;) Atomics.wait(turn, 0, now);
        Atomics.store(turn, 0, 1 - me);
        Atomics.notify(turn, 0);
      }
    },
  },
  async waitq() {
    const { SharedWaitQueue, waitEventSync, wakeUp } = await import('waitq/threads');
    return {
      share: () => ({
        shared: {
          turn: new Int32Array(new SharedArrayBuffer(8)),
          handles: ['a', 'b'].map((name) => SharedWaitQueue.create({ name }).handle),
        },
      }),
      side(me, { turn, handles }) {
        const queues = handles.map((handle) => SharedWaitQueue.attach(handle));
        const mine = () => Atomics.load(turn, 0) === me;
        return (turns) => {
          for (let i = 0; i < turns; i++) {
            waitEventSync(queues[me], mine);
            Atomics.store(turn, 0, 1 - me);
            wakeUp(queues[1 - me]);
          }
        };
      },
    };
  },
  async 'multithreading Semaphore'() {
    const { Semaphore } = await multithreading();
    const [controller] = Object.getOwnPropertySymbols(Semaphore.prototype).filter((key) =>
      String(key).includes('Controller'),
    );
    return {
      share() {
        const buffers = [new SharedArrayBuffer(8), new SharedArrayBuffer(8)];
        new Int32Array(buffers[0])[0] = 1;
        return { shared: buffers };
      },
      side(me, buffers) {
        const semaphores = buffers.map((buffer) => new Semaphore(0, buffer));
        return (turns) => {
          for (let i = 0; i < turns; i++) {
            semaphores[me].blockingAcquire();
            semaphores[1 - me][controller].release(1);
          }
        };
      },
    };
  },
  async 'multithreading Mutex + Condvar'() {
    const { Condvar, Mutex } = await multithreading();
    return {
      share: () => ({ shared: [4, 4, 4, 4].map((size) => new SharedArrayBuffer(size)) }),
      side(me, [turn, lock, ...signals]) {
        const mutex = new Mutex(new Int32Array(turn), lock);
        const condvars = signals.map((buffer) => new Condvar(buffer));
        return (turns) => {
          for (let i = 0; i < turns; i++) {
            const guard = mutex.blockingLock();
            while (guard.value[0] !== me) condvars[me].blockingWait(guard);
            guard.value[0] = 1 - me;
            condvars[1 - me].notifyOne();
            guard.dispose();
          }
        };
      },
    };
  },
  async 'synckit call'() {
    const { createSyncFn } = await import('synckit');
    return {
      share: () => ({ shared: {} }),
      // It brings a thread of its own: a call is two turns, and the other side has nothing to do.
      side(me) {
        if (me === 1) return () => {};
        const call = createSyncFn(fileURLToPath(new URL('thread-answer.mjs', import.meta.url)));
        return (turns) => {
          for (let i = 0; i < turns; i++) call(i);
        };
      },
    };
  },
  async 'sync-message-port'() {
    const { SyncMessagePort } = await import('sync-message-port');
    return {
      share() {
        const { port1, port2 } = SyncMessagePort.createChannel();
        return { shared: { port: port2 }, mine: { port: port1 }, transfer: [port2] };
      },
      side(me, { port }) {
        const sync = new SyncMessagePort(port);
        return (turns) => {
          for (let i = 0; i < turns; i++) {
            if (me === 1) sync.receiveMessage();
            sync.postMessage(i);
            if (me === 0) sync.receiveMessage();
          }
        };
      },
    };
  },
  postMessage: {
    share() {
      const { port1, port2 } = new MessageChannel();
      return { shared: { port: port2 }, mine: { port: port1 }, transfer: [port2] };
    },
    side: (me, { port }) => {
      return (turns) =>
        new Promise((resolve) => {
          let left = turns;
          const answer = () => {
            if (me === 1) port.postMessage(0);
            if (--left === 0) {
              port.off('message', answer);
              resolve();
            } else if (me === 0) port.postMessage(0);
          };
          port.on('message', answer);
          if (me === 0) port.postMessage(0);
        });
    },
  },
};

function multithreading() {
  globalThis.navigator ??= { hardwareConcurrency: 2 }; // Node 20 has none, and it asks
  return import('multithreading');
}

export async function threadContender(name) {
  const contender = threadContenders[name];
  return typeof contender === 'function' ? await contender() : contender;
}
