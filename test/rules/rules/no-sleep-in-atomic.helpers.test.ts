import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'no-sleep-in-atomic';

describe('no-sleep-in-atomic looks into helpers', () => {
  const helpers = `static void deepest(struct dev *dev)
{
	msleep(10);
}

static void deep(struct dev *dev)
{
	dev->count++;
	deepest(dev);
}
`;

  it('that sleep three calls down', () => {
    const code = `${helpers}
static void f(struct dev *dev)
{
	spin_lock(&dev->lock);
	deep(dev); /* !! */
	spin_unlock(&dev->lock);
	deep(dev);
}
`;
    const [finding] = lint(RULE, 'c', code);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(finding?.message).toContain(
      'deep() sleeps (msleep() in line 3, by way of deepest()) in the section',
    );
    expect(finding?.related.map(({ range }) => code.slice(...range))).toEqual([
      'spin_lock',
      'deepest',
      'msleep',
    ]);
  });

  it('called by a handler', () => {
    const code = `${helpers}
static irqreturn_t irq(int nr, void *data)
{
	deep(data); /* !! */
	return IRQ_HANDLED;
}
static int probe(struct dev *dev)
{
	return request_irq(dev->irq, irq, 0, "dev", dev);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('that call each other', () => {
    const code = `static void odd(struct dev *dev, int n);
static void even(struct dev *dev, int n)
{
	if (n > 0)
		odd(dev, n - 1);
	dev->n = n;
}
static void odd(struct dev *dev, int n)
{
	if (n > 0)
		even(dev, n - 1);
	msleep(1);
}
static void f(struct dev *dev)
{
	spin_lock(&dev->lock);
	even(dev, 4); /* !! */
	spin_unlock(&dev->lock);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('that take the lock for their caller', () => {
    const code = `static void take(struct dev *dev)
{
	spin_lock(&dev->lock);
	dev->users++;
}
static void f(struct dev *dev)
{
	take(dev);
	msleep(1); /* !! */
	spin_unlock(&dev->lock);
	msleep(1);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  const optional = `static int get(struct dev *dev, bool can_wait)
{
	if (!can_wait)
		return 0;
	wait_event(dev->wq, dev->ready);
	return 1;
}
`;
  const getting = (argument: string, mark = ''): string => `${optional}
static void f(struct dev *dev, bool wait)
{
	spin_lock(&dev->lock);
	get(dev, ${argument}); ${mark}
	spin_unlock(&dev->lock);
}
`;

  it('whose parameter lets them', () => {
    const code = getting('true', '/* !! */');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each(['false', '0', 'wait', 'dev->wait'])('but not where the argument is %s', (argument) => {
    expect(linesOf(RULE, 'c', getting(argument))).toEqual([]);
  });

  it.each<[string, string]>([
    ['gives the lock back', '\tspin_unlock(&dev->lock);\n\tmsleep(1);\n\tspin_lock(&dev->lock);'],
    ['waits on the lock', '\twait_event_lock_irq(dev->wq, dev->done, dev->lock);'],
    ['asks whether it may', '\tif (!in_atomic())\n\t\tmsleep(1);'],
    [
      'gives it back by another name',
      '\tstruct x *x = dev->x;\n\n\tspin_unlock(&x->lock);\n\tmsleep(1);\n\tspin_lock(&x->lock);',
    ],
  ])('but not into one that %s', (_, body) => {
    const code = `static void help(struct dev *dev)\n{\n${body}\n}\nstatic void f(struct dev *dev)\n{\n\tspin_lock_irq(&dev->lock);\n\thelp(dev);\n\tspin_unlock_irq(&dev->lock);\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual([]);
  });
});
