import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'wake-after-update';

const done = (body: string): string =>
  `static irqreturn_t done(int irq, void *data)\n{\n\tstruct dev *dev = data;\n${body}\n\treturn IRQ_HANDLED;\n}\n`;

const boot = (look = 'if (dev->stage != 2)\n\t\treturn -ENODEV;'): string =>
  `static int boot(struct dev *chip)\n{\n\tstruct dev *dev = chip;\n\n\tstart(dev);\n\tif (!wait_for_completion_timeout(&dev->event, HZ))\n\t\treturn -ETIMEDOUT;\n\t${look}\n\treturn 0;\n}\n`;

const late = '\tcomplete(&dev->event); /* !! */\n\tdev->stage = irq & 3;\n\tdev->status = 1;';

describe('wake-after-update and results that are stored behind a completion', () => {
  it('reports the first that the woken side looks at', () => {
    const code = done(late) + boot('if (dev->stage != 2 || dev->status)\n\t\treturn -ENODEV;');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    const [finding] = lint(RULE, 'c', code);
    expect(finding?.confidence).toBe('medium');
    expect(finding?.message).toMatch(/'dev->stage' \(line 16\) before it is written in line 5;/);
  });

  it.each([
    ['copied', boot('err = dev->stage;')],
    ['handed on', boot('return check(dev, left ? dev->stage : -ETIMEDOUT);')],
    [
      'the answer',
      'static int boot(void)\n{\n\tstruct dev dev;\n\n\tstart(&dev);\n\twait_for_completion(&dev.event);\n\treturn dev.stage;\n}\n',
    ],
  ])('reports one that is %s by the woken side', (_, waiter) => {
    const code = done(late) + waiter;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports one that is worked out by a function', () => {
    const code = done('\tcomplete(&dev->event); /* !! */\n\tdev->stage = read_stage(irq);') + boot();
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports one of two values', () => {
    const code =
      done('\tcomplete(&dev->event); /* !! */\n\tdev->stage = irq ? read_stage(dev, irq) : 0;') + boot();
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports an element of an array', () => {
    const code =
      done('\tdev->stage[0] = irq;\n\tcomplete(&dev->event); /* !! */\n\tdev->stage[1] = irq;') +
      boot('out[0] = dev->stage[0];\n\tout[1] = dev->stage[1];');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports one that the woken side looks at after it has called something else', () => {
    const code = done(late) + boot('destroy_timer_on_stack(&t.timer);\n\terr = dev->stage;');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports one of a variable of the file', () => {
    const waiter =
      'static int boot(void)\n{\n\tstart(info);\n\twait_for_completion(&info->event);\n\treturn info->stage;\n}\n';
    const code = done('\tcomplete(&dev->event); /* !! */\n\tinfo->stage = irq;') + waiter;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['one that is written over by the woken side', done(late) + boot('dev->stage = 0;\n\terr = dev->stage;')],
    [
      'one that is stored before',
      done('\tdev->stage = readl(dev->regs);\n\tcomplete(&dev->event);') + boot(),
    ],
    [
      'one that is stored before and behind',
      done('\tdev->stage = 1;\n\tcomplete(&dev->event);\n\tdev->stage = 0;') + boot(),
    ],
    [
      'both in one section of a lock',
      done(
        '\tspin_lock(&dev->lock);\n\tcomplete(&dev->event);\n\tdev->stage = 1;\n\tspin_unlock(&dev->lock);',
      ) + boot(),
    ],
    ['one that nobody looks at', done(late) + boot('dev_dbg(dev->dev, "%d", dev->stage);')],
    ['one of another object', done(late) + boot('if (other->stage != 2)\n\t\treturn -ENODEV;')],
    [
      'a waiter that waits for the interrupt handler first',
      done(late) + boot('synchronize_irq(dev->irq);\n\tif (dev->stage != 2)\n\t\treturn -ENODEV;'),
    ],
    [
      'a waiter that gives it to a function first',
      done(late) + boot('finish_boot(dev);\n\tif (dev->stage != 2)\n\t\treturn -ENODEV;'),
    ],
    [
      'one that only some ways behind it store',
      done('\tcomplete(&dev->event);\n\tif (irq)\n\t\tdev->stage = 2;') + boot(),
    ],
    [
      'one that a test since then decides about',
      done('\tcomplete(&dev->event);\n\tdev->other = irq;\n\tif (irq)\n\t\tdev->stage = 2;') + boot(),
    ],
    [
      "one that is reached through another function's variable of that name",
      done('\tcomplete(&dev->event);\n\tinfo->stage = irq;') +
        'static int boot(struct info *info, struct dev *dev)\n{\n\tstart(dev);\n\twait_for_completion(&dev->event);\n\treturn info->stage;\n}\n',
    ],
    [
      'a waiter that sets it first',
      done(late) + boot('dev->stage = 2;\n\tif (dev->stage != 2)\n\t\treturn -ENODEV;'),
    ],
    ['a waiter for another completion', done(late.replace('dev->event', 'dev->other')) + boot()],
  ])('is silent about %s', (_, code) => {
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});
