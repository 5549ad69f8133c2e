import { beforeAll, expect, it } from 'vitest';
import { analyze, type Step } from '../../../rules/src/analyze.js';
import { grammarReady } from '../../../rules/src/c/grammar.js';

beforeAll(grammarReady);

function interleaving(code: string): readonly Step[] {
  return analyze(code, 'c', { rules: { 'no-check-then-sleep': {} } }).findings[0]?.interleaving ?? [];
}

const WAITER =
  'int wait(struct dev *dev)\n{\n\twhile (!dev->ready) {\n\t\tprepare_to_wait(&dev->wq, &w, TASK_RUNNING + 1);\n\t\tschedule();\n\t}\n\treturn 0;\n}\n';

it('names who does what, in which line, and what comes of it', () => {
  const steps = interleaving(
    `${WAITER}\nvoid irq(struct dev *d)\n{\n\td->ready = 1;\n\twake_up(&d->wq);\n}\n`,
  );
  expect(steps.map(({ actor, line }) => `${actor} ${line}`)).toEqual([
    'waiter 3',
    'waker 13',
    'waiter 4',
    'waiter 5',
  ]);
  expect(steps[1]!.what).toContain('wake_up(&d->wq)');
  expect(steps.at(-1)!.effect).toMatch(/nobody wakes it/);
});

it('assumes a waker where the file has none', () => {
  expect(interleaving(WAITER)[1]).toMatchObject({
    actor: 'waker',
    line: null,
    effect: 'finds nobody asleep',
  });
});
