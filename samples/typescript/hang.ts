/**
 * Hangs, for the live view to show: `printing` sleeps on the queue 'printer' although there are pages to
 * print, because whoever added them woke nobody. A timer keeps the program running.
 */
import { WaitQueue, spawn, waitEvent } from 'waitq';

const printer = { queue: new WaitQueue('printer'), pages: 0 };

spawn('printing', async (task) => {
  await waitEvent(printer.queue, () => printer.pages > 0, { task });
  console.log(`printing ${printer.pages} pages`);
});

printer.pages = 3;

console.log(`pages to print: ${printer.pages}, and nobody prints them. Look at the Wait Queues view.`);
setInterval(() => {}, 1000);
