import { describe, expect, it } from 'vitest';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import { kernelEntries } from '../../../rules/src/api/kernel.js';
import { mentionsApi } from '../../../rules/src/api/mentions.js';

const QUIET = [
  'lock',
  'unlock',
  'try-lock',
  'barrier',
  'no-return',
  'signal-test',
  'delay',
  'may-sleep',
  'set-handler',
];

const isTelling = ({ action, family }: ApiEntry): boolean =>
  !QUIET.includes(action) && !(family === 'completion' && /^(wake|init-queue)$/.test(action));

describe('mentionsApi in C', () => {
  it.each(kernelEntries.filter(isTelling).map(({ name }) => name))('sees %s', (name) => {
    expect(mentionsApi(`void f(void)\n{\n\tif (x)${name}(&q);\n}\n`, 'c')).toBe(true);
  });

  it.each([
    'void f(void) { mutex_lock(&m); msleep(3); spin_unlock(&s); }',
    'static int await_event(int wait_events, int my_wait_event_x) { return schedule_work(&w); }',
    'int current_state; int pending_state;',
    '/* wake_up and schedule come later */ void f(void) { complete(&done); }',
    '',
  ])('passes over %j', (text) => {
    expect(mentionsApi(text, 'c')).toBe(false);
  });

  it.each(['guard(spinlock_irqsave)(&l);', 'guard(irq)();', 'scoped_guard(rcu) g();'])(
    'sees the section that %s begins',
    (text) => {
      expect(mentionsApi(text, 'c')).toBe(true);
      expect(mentionsApi(text, 'c', [], true)).toBe(false);
    },
  );

  it('passes over a guard under which may be slept', () => {
    expect(mentionsApi('guard(mutex)(&m);', 'c')).toBe(false);
  });

  it('sees an assignment to the task state', () => {
    expect(mentionsApi('current->state = TASK_INTERRUPTIBLE;', 'c')).toBe(true);
  });

  it('looks at a snippet without a function, not at pages of register numbers', () => {
    const numbers = '#define REGISTER 0x1234\n'.repeat(1000);
    const text = `wait_event(q, done);\n`;
    expect(mentionsApi(text, 'c')).toBe(true);
    for (const long of [numbers + text, Buffer.from(numbers + text)])
      expect(mentionsApi(long, 'c')).toBe(false);
    expect(mentionsApi(`${numbers}void f(void) { ${text} }`, 'c')).toBe(true);
  });

  it('takes what may only sleep under a lock for nothing where no rule asks about it', () => {
    const text = 'void f(void) { spin_lock(&s); kthread_stop(t); spin_unlock(&s); }';
    expect(mentionsApi(text, 'c')).toBe(true);
    expect(mentionsApi(text, 'c', [], true)).toBe(false);
    expect(mentionsApi(`${text} void g(void) { wait_event(q, done); }`, 'c', [], true)).toBe(true);
  });

  it('looks for extra names', () => {
    expect(mentionsApi('my_wait(&q, done);', 'c')).toBe(false);
    expect(mentionsApi('my_wait(&q, done);', 'c', ['my_wait'])).toBe(true);
  });
});

describe('mentionsApi in JavaScript', () => {
  it.each([
    "import { waitEvent } from 'waitq';",
    'const q = require("waitq/threads");',
    "export * from 'waitq/swait'",
    'const { wait, notify } = Atomics;',
    'globalThis.Atomics.wait(a, 0, 0)',
    'const { wait } = Atomics; // const globals = { Atomics: false }',
  ])('sees %j', (text) => {
    expect(mentionsApi(text, 'js')).toBe(true);
  });

  it.each([
    "import { waitEvent } from './waitq.js';",
    'wait(1)',
    "import x from 'waitqueue';",
    'myAtomicsList',
    'const globals = { Array: false, Atomics: false, "Atomics": false };',
  ])('passes over %j', (text) => {
    expect(mentionsApi(text, 'js')).toBe(false);
  });

  it('looks for extra names', () => {
    expect(mentionsApi('emitter.once("x")', 'js', ['once'])).toBe(true);
  });
});
