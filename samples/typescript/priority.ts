/** A waiter with priority goes before those who came earlier. */
import type { Task } from 'waitq';
import { TASK_UNINTERRUPTIBLE, WaitEntry, WaitQueue, spawn } from 'waitq';
import { addWaitQueuePriority, finishWait, schedule, setTaskState, waitEventExclusive, wakeUp } from 'waitq';

const desk = { queue: new WaitQueue('desk'), free: 0 };
const take = (): boolean => desk.free > 0 && desk.free-- > 0;

async function ordinary(task: Task): Promise<void> {
  await waitEventExclusive(desk.queue, take, { task });
  console.log(`${task.name} is served`);
}

async function urgent(task: Task): Promise<void> {
  const entry = new WaitEntry({ task, autoremove: false });
  addWaitQueuePriority(desk.queue, entry);
  try {
    for (;;) {
      setTaskState(task, TASK_UNINTERRUPTIBLE);
      if (take()) break;
      await schedule(task);
    }
  } finally {
    finishWait(desk.queue, entry);
  }
  console.log(`${task.name} is served`);
}

spawn('first', ordinary);
spawn('second', ordinary);
spawn('emergency', urgent);

for (let i = 0; i < 3; i++) {
  desk.free++;
  wakeUp(desk.queue);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
