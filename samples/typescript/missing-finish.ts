/**
 * A reader that leaves on one way out without finishing its wait. Its entry stays on the queue, takes the one
 * wake-up there is, and the reader that waits by right sleeps on.
 */
import { WaitEntry, WaitQueue, finishWait, prepareToWaitExclusive, schedule } from 'waitq';
import { waitEventExclusive, waitQueueActive, wakeUp } from 'waitq';

const pipe = { readable: new WaitQueue('pipe readable'), bytes: 0 };

async function tryToRead(mayBlock: boolean): Promise<boolean> {
  const entry = new WaitEntry();
  for (;;) {
    // waitq-expect require-finish-wait
    prepareToWaitExclusive(pipe.readable, entry);
    if (pipe.bytes > 0) break;
    if (!mayBlock) return false;
    await schedule(entry);
  }
  finishWait(pipe.readable, entry);
  return true;
}

async function tryToReadAndFinish(mayBlock: boolean): Promise<boolean> {
  using entry = new WaitEntry();
  for (;;) {
    prepareToWaitExclusive(pipe.readable, entry);
    if (pipe.bytes > 0) return true;
    if (!mayBlock) return false;
    await schedule(entry);
  }
}

async function show(read: typeof tryToRead): Promise<void> {
  pipe.bytes = 0;
  await read(false);
  console.log(
    `${read.name}: has left, its entry is ${waitQueueActive(pipe.readable) ? 'still' : 'not'} on the queue`,
  );
  const reader = waitEventExclusive(pipe.readable, () => pipe.bytes > 0).then(() => 'was woken');
  pipe.bytes = 1;
  wakeUp(pipe.readable);
  const turn = new Promise((resolve) =>
    setImmediate(() => resolve('sleeps on although there is a byte to read')),
  );
  console.log(`${read.name}: the reader that waits ${await Promise.race([reader, turn])}`);
  wakeUp(pipe.readable);
}

await show(tryToRead);
await show(tryToReadAndFinish);
