/** Three ways to wait where nobody wakes: on copies of a queue, which is refused, and on a queue of one's own. */
import { WaitQueue, waitEvent, wakeUp } from 'waitq';

const door = { bell: new WaitQueue('bell'), rung: false };

async function onASpreadCopy(): Promise<void> {
  // waitq-expect no-wrong-queue-address
  await waitEvent({ ...door.bell } as WaitQueue, () => door.rung);
}

async function onAClone(): Promise<void> {
  // waitq-expect no-wrong-queue-address
  await waitEvent(structuredClone(door.bell), () => door.rung);
}

async function onAQueueOfItsOwn(): Promise<void> {
  // waitq-expect no-wrong-queue-address
  await waitEvent(new WaitQueue('bell'), () => door.rung);
}

async function onTheQueue(): Promise<void> {
  await waitEvent(door.bell, () => door.rung);
}

async function show(wait: () => Promise<void>): Promise<void> {
  door.rung = false;
  const ended = wait().then(
    () => 'heard the bell',
    (error: Error) => `refused: ${error.message}`,
  );
  door.rung = true;
  wakeUp(door.bell);
  const stuck = nothingLeftToRun().then(() => 'hangs, though the bell rang');
  console.log(`${wait.name}: ${await Promise.race([ended, stuck])}`);
}

/** The program would end here: nobody is left who could wake anybody. */
function nothingLeftToRun(): Promise<void> {
  return new Promise((resolve) => process.once('beforeExit', () => setImmediate(resolve)));
}

await show(onASpreadCopy);
await show(onAClone);
await show(onAQueueOfItsOwn);
await show(onTheQueue);
