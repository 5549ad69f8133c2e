import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, suggested } from '../rules/lint.js';

const RULE = 'no-check-then-sleep';
const inC = (body: string): string => `static int f(struct dev *dev)\n{\n${body}\n\treturn 0;\n}\n`;

describe('the test repeated before the sleep', () => {
  it('sets the running state where nothing else would', () => {
    const better = suggested(
      RULE,
      'c',
      inC('\twhile (!dev->ready) {\n\t\tset_current_state(TASK_IDLE);\n\t\tschedule();\n\t}'),
    );
    expect(better).toContain('if (!dev->ready) schedule(); else __set_current_state(TASK_RUNNING);');
    expect(analyze(better, 'c', { path: 'a.c' }).findings).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'finish_wait() does',
      '\tDEFINE_WAIT(w);\n\twhile (!dev->ready) {\n\t\tprepare_to_wait(&dev->q, &w, TASK_IDLE);\n\t\tschedule();\n\t}\n\tfinish_wait(&dev->q, &w);',
    ],
    [
      'the next statement does',
      '\twhile (!dev->ready) {\n\t\tset_current_state(TASK_IDLE);\n\t\tschedule();\n\t\t__set_current_state(TASK_RUNNING);\n\t}',
    ],
  ])('leaves the state alone where %s', (_, body) => {
    const better = suggested(RULE, 'c', inC(body));
    expect(better).toContain('if (!dev->ready) schedule();\n');
    expect(analyze(better, 'c', { path: 'a.c' }).findings).toEqual([]);
  });

  it('keeps the else of an if around the sleep where it was', () => {
    const code = `static void f(struct dev *dev, int slow)
{
	DEFINE_WAIT(w);
	while (!dev->ready) {
		prepare_to_wait(&dev->q, &w, TASK_IDLE);
		if (slow)
			schedule();
		else
			cpu_relax();
		finish_wait(&dev->q, &w);
	}
}
`;
    expect(suggested(RULE, 'c', code)).toContain('{ if (!dev->ready) schedule(); }\n\t\telse');
  });

  it.each(['!READ_ONCE(dev->ready)', 'unlikely((data_race(dev->n)))', 'READ_ONCE(dev->n) < 3'])(
    'is written as it was: %s',
    (test) => {
      const code = inC(`\twhile (${test}) {\n\t\tset_current_state(TASK_IDLE);\n\t\tschedule();\n\t}`);
      expect(suggested(RULE, 'c', code)).toContain(`if (${test}) schedule();`);
    },
  );

  it.each(['test_and_clear_bit(0, &dev->flags)', 'try_get(dev)', 'atomic_dec_and_test(&dev->n)', 'dev->n--'])(
    'is not suggested for %s, which takes what it finds',
    (test) => {
      const code = inC(
        `\tfor (;;) {\n\t\tif (!${test}) {\n\t\t\tset_current_state(TASK_IDLE);\n\t\t\tschedule();\n\t\t\tcontinue;\n\t\t}\n\t\twork(dev);\n\t}`,
      );
      expect(lint(RULE, 'c', code)).toMatchObject([{ suggestions: [] }]);
    },
  );

  const awaiting = (
    declaration: string,
    finish: string,
  ): string => `import { WaitEntry, finishWait, prepareToWait, schedule } from 'waitq';
export async function f(q, store) {
  ${declaration} w = new WaitEntry();
  while (!(await store.ready())) {
    prepareToWait(q, w, 'interruptible');
    await schedule(w);
  }
  ${finish}
}
`;

  it('is not suggested where it would be awaited while registered, and could fail', () => {
    expect(lint(RULE, 'typescript', awaiting('const', 'finishWait(q, w);'))).toMatchObject([
      { suggestions: [] },
    ]);
  });

  it('is awaited where the entry is disposed anyway', () => {
    const better = suggested(RULE, 'typescript', awaiting('using', ''));
    expect(better).toContain('if (!(await store.ready())) await schedule(w);');
    expect(analyze(better, 'typescript', { path: 'a.ts' }).findings).toEqual([]);
  });
});

it('a state set by assignment is named as one', () => {
  const code = inC('\twhile (!dev->ready) {\n\t\tcurrent->state = TASK_IDLE;\n\t\tschedule();\n\t}');
  expect(lint(RULE, 'c', code)[0]?.message).toContain('test again after setting current->state and before');
});
