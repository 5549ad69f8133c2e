/** Cancelling one of several waiters: the others stay in their places, and no wake-up is lost with it. */
import { InterruptedError, WaitQueue, waitEventInterruptibleExclusive, wakeUp } from 'waitq';

const pool = { queue: new WaitQueue('pool'), free: 0 };

async function use(name: string, signal: AbortSignal): Promise<void> {
  try {
    await waitEventInterruptibleExclusive(pool.queue, () => pool.free > 0 && pool.free-- > 0, { signal });
    console.log(`${name}: got it`);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    console.log(`${name}: cancelled, because ${String(error.cause)}`);
  }
}

const controllers = ['first', 'second', 'third'].map((name) => {
  const controller = new AbortController();
  void use(name, controller.signal);
  return controller;
});

controllers[1]?.abort('the user left');
await new Promise((resolve) => setTimeout(resolve, 1));
for (let i = 0; i < 2; i++) {
  pool.free++;
  wakeUp(pool.queue);
}
