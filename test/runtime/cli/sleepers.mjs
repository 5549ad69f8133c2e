// A program for `waitq` to look at. It does what it reads on stdin, a line each, and says when it has.
import { createInterface } from 'node:readline';
import { WaitQueue, spawn, waitEvent, waitEventExclusive, wakeUp } from 'waitq';

const mail = { arrived: new WaitQueue('mail'), letters: 0 };
const workers = new WaitQueue('workers');
spawn('reader', (task) => waitEvent(mail.arrived, () => mail.letters > 0, { task }));
for (const name of ['worker 1', 'worker 2', 'worker 10']) {
  spawn(name, (task) => waitEventExclusive(workers, () => mail.letters > 9, { task }));
}

const commands = {
  lose: () => mail.letters++, // and wake nobody
  wake: () => wakeUp(mail.arrived),
  escape: () => void waitEvent(new WaitQueue('red \u001b[31m\u001b]0;title\u0007 queue'), () => false),
  exit: () => process.exit(),
};

for await (const line of createInterface(process.stdin)) {
  commands[line]();
  console.log(line);
}
