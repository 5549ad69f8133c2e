import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { analyze, rules, type Language, type Step } from '../../../rules/src/analyze.js';
import { grammarReady } from '../../../rules/src/c/grammar.js';

beforeAll(grammarReady);

/** Rules whose findings end in an error, a wrong value or work done too soon: nobody sleeps for ever. */
const HARMLESS = ['no-async-condition', 'no-floating-wait', 'no-misread-timeout', 'no-mixed-wait-queues'];

/** Findings of the other rules in which nothing is lost and nobody hangs, by their words. */
const WITHOUT: Readonly<Record<string, RegExp>> = {
  'no-wrong-queue-address':
    /applies & on its own|takes the queue's address|lives on the stack|wrong queue's lock|(takes an element index|as its index), but|throws a TypeError|wakes nobody|no other thread knows/,
  'no-sleep-in-atomic': /throws a TypeError/,
  'no-blocking-condition': /any number of times/,
  'no-stale-condition': /does not wait at all/,
  'no-ignored-interrupt': /no promise|aborted already/,
  'require-finish-wait': /^The exception in line|^Only an abort|the listener/,
  'wake-after-update': /reads old data|before this reaction/,
};

const explained = [...rules.keys()].filter((name) => !HARMLESS.includes(name));
const LANGUAGES: Readonly<Record<string, Language>> = { c: 'c', ts: 'typescript', js: 'javascript' };

describe.each(explained)('every finding in the wrong code of %s', (name) => {
  const page = readFileSync(new URL(`../../../rules/docs/rules/${name}.md`, import.meta.url), 'utf8');
  const wrong = /^## Wrong$([\s\S]*?)^## /m.exec(page)?.[1] ?? '';
  const options = { ...rules.get(name)?.meta.strictOptions };

  test('says how it goes wrong', () => {
    const findings = [...wrong.matchAll(/^```(c|ts|js)\n([\s\S]*?)^```$/gm)].flatMap(
      ([, fence = '', code = '']) =>
        analyze(code, LANGUAGES[fence]!, { path: `a.${fence}`, rules: { [name]: options } }).findings,
    );
    expect(findings.length).toBeGreaterThan(0);
    const mute = findings.filter(
      ({ interleaving, message }) => !interleaving && !WITHOUT[name]?.test(message),
    );
    expect(mute.map(({ message }) => message)).toEqual([]);
    for (const { interleaving = [] } of findings) {
      for (const { what, effect } of interleaving) expect([what, effect]).not.toContain('');
    }
  });
});

function stepsOf(rule: string, language: Language, code: string): readonly Step[] {
  const strict = { ...rules.get(rule)?.meta.strictOptions };
  return analyze(code, language, { rules: { [rule]: strict } }).findings[0]?.interleaving ?? [];
}

function outline(steps: readonly Step[]): readonly string[] {
  return steps.map(({ actor, line, what }) => `${actor} ${line ?? 'elsewhere'}: ${what}`);
}

describe('no-sleep-in-atomic', () => {
  test('a handler that waits: who is put to sleep, and the waker of the file', () => {
    const code = `static irqreturn_t irq(int n, void *data)
{
	wait_event(dev->wq, dev->done);
	return IRQ_HANDLED;
}
static void finish(struct dev *dev)
{
	dev->done = 1;
	wake_up(&dev->wq);
}
static int probe(void)
{
	return request_irq(5, irq, 0, "dev", NULL);
}
`;
    expect(outline(stepsOf('no-sleep-in-atomic', 'c', code))).toEqual([
      'waiter 13: the handler that request_irq() set runs',
      'waiter 3: wait_event(dev->wq, dev->done)',
      'waker 9: wake_up(&dev->wq)',
    ]);
  });

  test('sleeping while reading under RCU: somebody frees', () => {
    const steps = stepsOf(
      'no-sleep-in-atomic',
      'c',
      'void f(void)\n{\n\trcu_read_lock();\n\tmsleep(5);\n\trcu_read_unlock();\n}\n',
    );
    expect(outline(steps)).toEqual([
      'waiter 3: rcu_read_lock()',
      'waiter 4: msleep(5)',
      'waker elsewhere: waits for the readers and frees',
    ]);
  });
});

describe('no-ignored-interrupt', () => {
  const wait = (rest: string) => `int f(struct dev *d)\n{\n${rest}\treturn 0;\n}\n`;

  test('a result that is dropped: the signal, and where the function ends', () => {
    const code = wait('\twait_event_interruptible(d->wq, d->ready);\n\tuse(d->buffer);\n');
    expect(outline(stepsOf('no-ignored-interrupt', 'c', code))).toEqual([
      'waiter 3: wait_event_interruptible(d->wq, d->ready)',
      'waker elsewhere: sends a signal',
      'waiter 3: returns -ERESTARTSYS',
      'waiter 5: ends',
    ]);
  });

  test('a loop that spins once a signal is pending', () => {
    const code = wait('\twhile (!d->ready)\n\t\twait_event_interruptible(d->wq, d->ready);\n');
    const steps = stepsOf('no-ignored-interrupt', 'c', code);
    expect(steps.at(-1)).toMatchObject({
      line: 4,
      effect: expect.stringContaining('spins and never ends') as string,
    });
  });
});

test('no-stale-condition: the waker of the file changes what the waiter does not look at', () => {
  const code = `import { WaitQueue, waitEvent, wakeUp } from 'waitq';
const queue = new WaitQueue('q');
const state = { ready: false };
export async function wait() {
  const ready = state.ready;
  await waitEvent(queue, () => ready);
}
export function set() {
  state.ready = true;
  wakeUp(queue);
}
`;
  expect(outline(stepsOf('no-stale-condition', 'typescript', code))).toEqual([
    'waiter 6: waitEvent(): tests ready',
    'waker 10: changes what is waited for and calls wakeUp(queue)',
    'waiter 6: tests ready again',
  ]);
});

test('require-finish-wait: the waker follows the list to an entry that is gone', () => {
  const code = `int f(struct dev *d)
{
	DEFINE_WAIT(w);
	prepare_to_wait(&d->wq, &w, TASK_INTERRUPTIBLE);
	if (d->gone)
		return -EIO;
	schedule();
	finish_wait(&d->wq, &w);
	return 0;
}
void g(struct dev *d)
{
	wake_up(&d->wq);
}
`;
  const steps = stepsOf('require-finish-wait', 'c', code);
  expect(outline(steps)).toEqual([
    'waiter 4: prepare_to_wait(&d->wq, &w, TASK_INTERRUPTIBLE)',
    'waiter 6: leaves without finish_wait()',
    'waker 13: wake_up(&d->wq)',
  ]);
  expect(steps.at(-1)?.effect).toContain('stack frame');
});

test('no-wrong-queue-address: waiter and waker are on two words', () => {
  const code = `const words = new Int32Array(new SharedArrayBuffer(16));
export function wait() {
  while (Atomics.load(words, 1) === 0) Atomics.wait(words, 1, 0);
}
export function set() {
  Atomics.store(words, 1, 1);
  Atomics.notify(words, 2);
}
`;
  expect(outline(stepsOf('no-wrong-queue-address', 'typescript', code))).toEqual([
    'waiter 3: sleeps on word 1',
    'waker 7: notifies word 2',
    'waiter 3: goes on sleeping',
  ]);
});
