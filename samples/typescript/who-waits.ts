/** Seeing who waits: every queue of the program, its waiters in the order they will be woken, and for what. */
import { WaitQueue, spawn, waitEventExclusive, waitEventInterruptible, wakeUpAll } from 'waitq';
import { inspectHook } from 'waitq/inspect';

const disk = { queue: new WaitQueue('disk'), ready: false };

spawn('reader', (task) => waitEventInterruptible(disk.queue, () => disk.ready, { task }));
spawn('writer', (task) => waitEventExclusive(disk.queue, () => disk.ready, { task }));

for (const { name, waiters } of inspectHook()?.snapshot().queues ?? []) {
  for (const { task, state, exclusive, condition } of waiters) {
    console.log(`${name}: ${task} sleeps ${state}${exclusive ? ', exclusive' : ''}, until ${condition}`);
  }
}

disk.ready = true;
wakeUpAll(disk.queue);
