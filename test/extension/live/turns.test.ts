import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTurns, type Turns } from '../../../extension/src/live/turns.js';

/** Requests that were sent and wait for their answer, by command. */
function thread(parent?: Turns) {
  const owed = new Map<string, (answer: unknown) => void>();
  const refused = new Map<string, (error: Error) => void>();
  const sent: string[] = [];
  const turns = createTurns((command) => {
    sent.push(command);
    return new Promise((resolve, reject) => {
      owed.set(command, resolve);
      refused.set(command, reject);
    });
  }, parent);
  const ask = (command: string) => {
    const answer = turns.request(command, {});
    answer.then(undefined, () => undefined);
    return answer;
  };
  return { turns, sent, ask, answer: (command: string) => owed.get(command)!(command), refused };
}

/** A thread that is known to answer. */
async function running(parent?: Turns) {
  const one = thread(parent);
  const first = one.ask('whether it runs');
  await settle();
  one.answer('whether it runs');
  await first;
  one.sent.length = 0;
  return one;
}

/** All that can happen without an answer, and without time going by. */
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('a request is sent at once where none is under way, else once that has been answered', async () => {
  const { sent, ask, answer } = thread();
  const first = ask('first');
  expect(sent).toEqual(['first']);
  ask('second');
  ask('third');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(sent).toEqual(['first']);
  answer('first');
  expect(await first).toBe('first');
  await settle();
  expect(sent).toEqual(['first', 'second']);
  answer('second');
  await settle();
  expect(sent).toEqual(['first', 'second', 'third']);
});

test('one that is refused says so, and lets the next go', async () => {
  const { sent, ask, refused } = thread();
  const first = ask('first');
  ask('second');
  refused.get('first')!(new Error('no thread'));
  await expect(first).rejects.toThrow('no thread');
  await settle();
  expect(sent).toEqual(['first', 'second']);
});

test('one that is let go holds up nobody; its answer, when it comes, lets nobody else pass', async () => {
  const { turns, sent, ask, answer } = thread();
  const worker = thread(turns);
  const first = ask('first');
  ask('second');
  ask('third');
  turns.letGo();
  await settle();
  expect(sent).toEqual(['first', 'second']);
  answer('first');
  expect(await first).toBe('first');
  await settle();
  expect(sent).toEqual(['first', 'second']);
  answer('second');
  await settle();
  worker.ask('worker');
  await settle();
  expect(sent).toEqual(['first', 'second', 'third']);
  expect(worker.sent).toEqual([]);
});

test('a worker is asked once its parent has answered; the parent does not wait for the worker', async () => {
  const main = await running();
  const worker = thread(main.turns);
  main.ask('main');
  worker.ask('worker');
  await settle();
  expect(worker.sent).toEqual([]);
  main.answer('main');
  await settle();
  expect(worker.sent).toEqual(['worker']);
  main.ask('main again');
  expect(main.sent).toEqual(['main', 'main again']);
});

test('the worker of a worker waits for the process, too', async () => {
  const main = await running();
  const inner = thread((await running(main.turns)).turns);
  main.ask('main');
  inner.ask('inner');
  await settle();
  expect(inner.sent).toEqual([]);
  main.answer('main');
  await settle();
  expect(inner.sent).toEqual(['inner']);
});

test('a parent that answers nothing for a second is waited for no more, by nobody', async () => {
  const main = await running();
  const child = thread(main.turns);
  main.ask('main');
  child.ask('first');
  await vi.advanceTimersByTimeAsync(900);
  expect(child.sent).toEqual([]);
  await vi.advanceTimersByTimeAsync(200);
  expect(child.sent).toEqual(['first']);
  child.answer('first');
  await settle();
  child.ask('second');
  await settle();
  expect(child.sent).toEqual(['first', 'second']);
});

test('a parent that has answered nothing yet is not waited for: it may be no thread at all', async () => {
  const launcher = thread();
  const main = thread(launcher.turns);
  launcher.ask('launcher');
  main.ask('main');
  await settle();
  expect(main.sent).toEqual(['main']);
});
