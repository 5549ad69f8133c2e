/** Waiting until something is free without taking it: those who only want to know all hear of it. */
import { WaitQueue, waitEvent, waitEventExclusive, wakeUp } from 'waitq';

const room = { queue: new WaitQueue('meeting room'), free: false };

async function watchRoom(name: string): Promise<void> {
  await waitEvent(room.queue, () => room.free);
  console.log(`${name}: the room is free`);
}

async function takeRoom(name: string): Promise<void> {
  await waitEventExclusive(room.queue, () => room.free && !(room.free = false));
  console.log(`${name}: took the room`);
}

void takeRoom('meeting 1');
void takeRoom('meeting 2');
void watchRoom('cleaner');
void watchRoom('display');

room.free = true;
wakeUp(room.queue);
setTimeout(() => console.log(`the room is ${room.free ? 'free' : 'taken'}, one meeting still waits`), 1);
