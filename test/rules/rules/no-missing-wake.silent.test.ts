import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'no-missing-wake';

const waits = `static int wait_done(struct dev *d)
{
	return wait_event_timeout(d->wq, d->done, HZ);
}
`;
const interrupt = `static irqreturn_t on_interrupt(int irq, void *data)
{
	struct dev *dev = data;

	dev->done = 1;
	wake_up(&dev->wq);
	return IRQ_HANDLED;
}
`;

describe('no-missing-wake, in a function that never wakes, reports', () => {
  it.each<[string, string]>([
    [
      'what another function announces',
      `${waits}${interrupt}static void on_error(struct dev *dev)
{
	dev_err(dev->dev, "gone");
	dev->done = 1; /* !! */
}
`,
    ],
    [
      'what nobody announces, of a queue that no other file sees',
      `struct dev {
	wait_queue_head_t wq;
	int done;
};
${waits}static void on_answer(struct dev *dev)
{
	dev->done = 1; /* !! */
}
`,
    ],
  ])('%s', (_, code) => {
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(lint(RULE, 'c', code)[0]?.interleaving?.map(({ actor }) => actor)).toEqual([
      'waiter',
      'waker',
      'waker',
    ]);
  });
});

describe('no-missing-wake, in a function that never wakes, is silent', () => {
  const other = (body: string, name = 'on_error', kind = 'struct dev'): string =>
    `${waits}${interrupt}static void ${name}(${kind} *dev)\n{\n${body}\n}\n`;

  it.each<[string, string]>([
    [
      'where a caller wakes',
      `${other('	dev->done = 1;')}void f(struct dev *dev)\n{\n	on_error(dev);\n	wake_up(&dev->wq);\n}\n`,
    ],
    ['where a function may wake', other('	dev->done = 1;\n	tell(dev);')],
    [
      'on a field of the same name in another structure',
      other('	dev->done = 1;', 'on_error', 'struct request'),
    ],
    ['on what it has claimed itself', other('	dev->done = 0;\n	if (start(dev->regs))\n		dev->done = 1;')],
    ['in a function that sets the device up', other('	dev->done = 1;', 'dev_open')],
    [
      'in a function that others may call',
      other('	dev->done = 1;').replace('static void on_error', 'void on_error'),
    ],
    [
      'where the queue may be woken by other files',
      `${waits}static void on_answer(struct dev *dev)\n{\n	dev->done = 1;\n}\n`,
    ],
  ])('%s', (_, code) => {
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});
