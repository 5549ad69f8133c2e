import { describe, expect, it } from 'vitest';
import { rules } from '../../../rules/src/rules/index.js';
import { createConfigs } from '../../../rules/src/plugin/configs.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-missing-wake';

const inC = (body: string): string => `int f(struct dev *dev, int mode)\n{\n${body}\n}\n
static void wait_idle(struct dev *d)\n{\n	wait_event(d->wq, !READ_ONCE(d->busy));\n	wait_event(d->wq, d->state == READY);\n}\n`;

describe('no-missing-wake in C reports', () => {
  it.each<[string, string]>([
    [
      'an error path between update and wake-up',
      `	dev->busy = 0; /* !! */
	if (mode < 0)
		return -EINVAL;
	wake_up(&dev->wq);
	return 0;`,
    ],
    [
      'a state that is waited for',
      `	WRITE_ONCE(dev->state, READY); /* !! */
	if (!mode)
		return 0;
	wake_up_all(&dev->wq);
	return 1;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('no-missing-wake in C is silent', () => {
  it.each<[string, string]>([
    ['on a wake-up on every way', `	dev->busy = 0;\n	wake_up(&dev->wq);\n	return mode < 0 ? -EINVAL : 0;`],
    [
      'on an update that makes the condition false',
      `	dev->busy = 1;\n	if (mode < 0)\n		return -EINVAL;\n	wake_up(&dev->wq);\n	return 0;`,
    ],
    [
      'where it is taken back',
      `	dev->busy = 0;\n	if (mode < 0) {\n		dev->busy = 1;\n		return -EINVAL;\n	}\n	wake_up(&dev->wq);\n	return 0;`,
    ],
    [
      'where a function may wake',
      `	dev->busy = 0;\n	if (mode < 0)\n		return abort_all(dev);\n	wake_up(&dev->wq);\n	return 0;`,
    ],
    [
      'where nobody sleeps',
      `	dev->busy = 0;\n	if (!wq_has_sleeper(&dev->wq))\n		return 0;\n	wake_up(&dev->wq);\n	return 1;`,
    ],
    ['where nothing is ever woken', `	dev->busy = 0;\n	return 0;`],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('where the caller wakes', () => {
    const code = `static int f(struct dev *dev, int mode)\n{\n	dev->busy = 0;\n	if (mode < 0)\n		return -EINVAL;\n	wake_up(&dev->wq);\n	return 0;\n}\n
int g(struct dev *dev)\n{\n	int ret = f(dev, 1);\n\n	wake_up(&dev->wq);\n	wait_event(dev->wq, !dev->busy);\n	return ret;\n}\n`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

const inTs = (body: string): string => `import { WaitQueue, waitEvent, wakeUp } from 'waitq';

const queue = new WaitQueue('q');
let isBusy = false;
export const idle = (): Promise<void> => waitEvent(queue, () => !isBusy);
declare function flush(): Promise<void>;

export async function f(mode: number): Promise<void> {
${body}
}
`;

describe('no-missing-wake in TypeScript', () => {
  it.each<[string, string]>([
    ['a return', '  isBusy = false; // !!\n  if (mode < 0) return;\n  wakeUp(queue);'],
    ['a rejection', '  isBusy = false; // !!\n  await flush();\n  wakeUp(queue);'],
  ])('reports %s between update and wake-up', (_, body) => {
    const code = inTs(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('is silent where a finally wakes', () => {
    const code = inTs(
      '  isBusy = false;\n  try {\n    await flush();\n  } finally {\n    wakeUp(queue);\n  }',
    );
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });
});

describe('no-missing-wake', () => {
  const code = inC(`	dev->busy = 0;\n	if (mode < 0)\n		return -EINVAL;\n	wake_up(&dev->wq);\n	return 0;`);

  it('is in no preset', () => {
    const configs = Object.values(createConfigs({}, rules));
    expect(configs.filter((config) => config.rules?.[`waitq/${RULE}`])).toEqual([]);
  });

  it('is mended by its suggestion', () => {
    const mended = suggested(RULE, 'c', code);
    expect(mended).toContain('{ wake_up(&dev->wq); return -EINVAL; }');
    expect(lint(RULE, 'c', mended)).toEqual([]);
  });

  it('tells the schedule', () => {
    const [finding] = lint(RULE, 'c', code);
    expect(finding?.interleaving?.map(({ actor, line }) => `${actor} ${line}`)).toEqual([
      'waiter 12',
      'waker 3',
      'waker 5',
    ]);
  });
});
