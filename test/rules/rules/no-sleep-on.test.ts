import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-sleep-on';

describe('no-sleep-on in C', () => {
  it.each(['sleep_on', 'interruptible_sleep_on'])('reports %s', (name) => {
    const code = `void f(void)\n{\n\tif (!ready)\n\t\t${name}(&queue); /* !! */\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('rewrites the guarded call to a wait that tests again', () => {
    const code = 'void f(void)\n{\n\twhile (!ready)\n\t\tinterruptible_sleep_on(&queue);\n}\n';
    const better = suggested(RULE, 'c', code);
    expect(better).toBe('void f(void)\n{\n\twait_event_interruptible(queue, ready);\n}\n');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });

  it('keeps the timeout and turns compound conditions round', () => {
    const code = 'void f(struct d *d)\n{\n\tif (d->a && d->n < 3)\n\t\tsleep_on_timeout(&d->queue, HZ);\n}\n';
    expect(suggested(RULE, 'c', code)).toContain('wait_event_timeout(d->queue, !d->a || d->n >= 3, HZ);');
  });

  it('explains how the wake-up is lost, by the real waker of the file', () => {
    const code =
      'void f(void)\n{\n\tif (!ready)\n\t\tsleep_on(&queue);\n}\n\nvoid g(void)\n{\n\tready = 1;\n\twake_up(&queue);\n}\n';
    const steps = lint(RULE, 'c', code)[0]!.interleaving!;
    expect(steps.map(({ actor, line }) => [actor, line])).toEqual([
      ['waiter', 3],
      ['waker', 10],
      ['waiter', 4],
    ]);
  });

  it('stays silent about functions whose name only contains sleep_on', () => {
    expect(
      lint(
        RULE,
        'c',
        'void f(void)\n{\n\trpc_sleep_on(&queue, task);\n\tdasd_sleep_on(cqr);\n\t/* sleep_on(&q) */\n\tschedule();\n}\n',
      ),
    ).toEqual([]);
  });
});

describe('no-sleep-on in TypeScript', () => {
  it('reports imported, renamed and namespace calls', () => {
    const code = `import { sleepOn, interruptibleSleepOn as nap } from 'waitq';
import * as waitq from 'waitq';
export async function f(q: never): Promise<void> {
  await sleepOn(q); // !!
  await nap(q); // !!
  await waitq.sleepOn(q); // !!
}
`;
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('rewrites the guarded call and imports what it needs', () => {
    const code = `import { WaitQueue, sleepOn } from 'waitq';
const q = new WaitQueue('q');
let ready = false;
export async function f() {
  if (!ready) await sleepOn(q);
}
`;
    const better = suggested(RULE, 'typescript', code);
    expect(better).toContain('await waitEvent(q, () => ready);');
    expect(better).toContain("import { WaitQueue, sleepOn, waitEvent } from 'waitq';");
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });

  it('stays silent about a sleepOn of somebody else', () => {
    expect(
      lint(RULE, 'typescript', "import { sleepOn } from './mine.js';\nexport const f = () => sleepOn(1);\n"),
    ).toEqual([]);
    expect(lint(RULE, 'typescript', 'function sleepOn() {}\nsleepOn();\n')).toEqual([]);
  });
});

it('keeps READ_ONCE in the condition', () => {
  const code = 'void f(void)\n{\n\twhile (!READ_ONCE(ready))\n\t\tsleep_on(&q);\n}\n';
  expect(suggested('no-sleep-on', 'c', code)).toContain('wait_event(q, READ_ONCE(ready));');
});
