/**
 * Three ways to wait for a reply. The first two test, and only then get in line: the reply that comes in
 * between wakes nobody, and they sleep for ever although it is there. The third is right.
 */
import { WaitEntry, WaitQueue, prepareToWait, schedule, sleepOn } from 'waitq';
import { waitEvent, waitQueueActive, wakeUp } from 'waitq';

class Mailbox {
  readonly arrived = new WaitQueue('reply arrived');
  #reply: string | undefined;

  /** Looks into the mailbox, which takes a moment: others run meanwhile. */
  async look(): Promise<string | undefined> {
    const reply = this.#reply;
    await Promise.resolve();
    return reply;
  }

  get reply(): string | undefined {
    return this.#reply;
  }

  deliver(reply: string): void {
    this.#reply = reply;
    wakeUp(this.arrived);
  }
}

async function withSleepOn(box: Mailbox): Promise<void> {
  while ((await box.look()) === undefined) {
    // waitq-expect no-sleep-on
    await sleepOn(box.arrived);
  }
}

async function withLateRegistration(box: Mailbox): Promise<void> {
  while ((await box.look()) === undefined) {
    using entry = new WaitEntry();
    prepareToWait(box.arrived, entry);
    // waitq-expect no-check-then-sleep
    await schedule(entry);
  }
}

async function withWaitEvent(box: Mailbox): Promise<void> {
  await waitEvent(box.arrived, () => box.reply !== undefined);
}

/** Delivers the reply while the receiver is between looking and sleeping. */
async function show(receive: (box: Mailbox) => Promise<void>): Promise<void> {
  const box = new Mailbox();
  const received = receive(box).then(() => `received '${box.reply}'`);
  box.deliver('hello');
  const stuck = nothingLeftToRun().then(() => {
    const asleep = waitQueueActive(box.arrived) && box.reply !== undefined;
    return asleep
      ? `hangs: the reply '${box.reply}' is there, the receiver sleeps, nobody will wake it`
      : 'ended';
  });
  console.log(`${receive.name}: ${await Promise.race([received, stuck])}`);
}

/** The program would end here: no timer, no request, no task that could still wake anybody. */
function nothingLeftToRun(): Promise<void> {
  return new Promise((resolve) => process.once('beforeExit', () => setImmediate(resolve)));
}

await show(withSleepOn);
await show(withLateRegistration);
await show(withWaitEvent);
