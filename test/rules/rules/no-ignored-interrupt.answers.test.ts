import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'no-ignored-interrupt';

/** A function that waits, and who answers it. */
const answered = (body: string, waker = '\tdev->status = read_status(dev);', more = ''): string =>
  `${more}static void answer(struct dev *dev)\n{\n${waker}\n\tdev->done = true;\n\twake_up(&dev->wq);\n\tcomplete(&dev->ready);\n}\n` +
  `static int f(struct dev *dev, int mode)\n{\n\tint ret;\n${body}\n}\n`;

describe('no-ignored-interrupt reports a wait in C', () => {
  it.each<[string, string]>([
    [
      'for several things, of which one is asked for by a call',
      '\twait_event_interruptible(dev->wq, !list_empty(&dev->list) || !is_there(dev)); /* !! */\n\tif (!is_there(dev))\n\t\treturn -EIO;\n\tstart(dev);\n\treturn 0;',
    ],
    [
      'for several things, of which one is compared the other way round',
      '\twait_event_interruptible(dev->wq, dev->done || dev->state != UP); /* !! */\n\tif (dev->state == UP)\n\t\tstart(dev);\n\treturn 0;',
    ],
    [
      'whose condition moves on behind it',
      '\twait_event_interruptible(dev->wq, dev->head != dev->tail); /* !! */\n\tmemcpy(dev->out, dev->ring, 8);\n\tdev->tail = (dev->tail + 1) % 8;\n\treturn 0;',
    ],
    [
      'behind which the first of a list is taken',
      '\tstruct item *item;\n\n\twait_event_interruptible(dev->wq, !list_empty(&dev->list)); /* !! */\n\titem = list_first_entry(&dev->list, struct item, list);\n\tlist_del(&item->list);\n\treturn 0;',
    ],
    [
      'for a completion, with a test of what nobody writes who completes it',
      '\twait_for_completion_interruptible(&dev->ready); /* !! */\n\tif (mode)\n\t\tstart(dev);\n\tif (dev->model == OLD)\n\t\tstart(dev);\n\treturn 0;',
    ],
    [
      'for a completion, with a success of its own',
      '\tret = -EIO;\n\tif (start(dev) == 0)\n\t\twait_for_completion_interruptible(&dev->ready); /* !! */\n\tret = 0;\n\treturn ret;',
    ],
    [
      'behind which a status is looked at that only the waker writes',
      '\twait_event_interruptible(dev->wq, dev->done); /* !! */\n\tif (dev->status)\n\t\treturn -EIO;\n\tstart(dev);\n\treturn 0;',
    ],
    [
      'whose status is returned',
      '\twait_for_completion_interruptible(&dev->ready); /* !! */\n\tret = dev->status;\n\tif (ret < 0)\n\t\tcomplain(dev);\n\treturn ret;',
    ],
    [
      'before which a status is made 0',
      '\tdev->status = 0;\n\tstart(dev);\n\twait_for_completion_interruptible(&dev->ready); /* !! */\n\treturn dev->status;',
    ],
    [
      'that is told from a timeout by what is returned, however much both do alike',
      '\tret = -EIO;\n\tif (!wait_for_completion_interruptible_timeout(&dev->ready, HZ)) /* !! */\n\t\tgoto out;\n\tret = 0;\nout:\n\tdev->busy = false;\n\treturn ret;',
    ],
  ])('%s', (_, body) => {
    expect(linesOf(RULE, 'c', answered(body))).toEqual(marked(answered(body)));
  });
});

describe('no-ignored-interrupt is silent about a wait in C', () => {
  it.each<[string, string]>([
    [
      'for several things, of which each is looked at',
      '\twait_event_interruptible(dev->wq, !list_empty(&dev->list) || !is_there(dev));\n\tif (!is_there(dev))\n\t\treturn -EIO;\n\tif (list_empty(&dev->list))\n\t\treturn -EINTR;\n\tstart(dev);\n\treturn 0;',
    ],
    [
      'for several things, with a switch over one',
      '\twait_event_interruptible(dev->wq, dev->answer || !dev->there);\n\tswitch (dev->answer) {\n\tcase 1:\n\t\tstart(dev);\n\t\treturn 0;\n\tdefault:\n\t\treturn -EIO;\n\t}',
    ],
    [
      'of whose condition a copy is looked at',
      '\twait_event_interruptible(dev->wq, dev->used > 0);\n\tret = dev->used;\n\tif (ret == 0)\n\t\treturn -EINTR;\n\tstart(dev);\n\treturn 0;',
    ],
    [
      'of whose condition a copy is returned',
      '\twait_event_interruptible(dev->wq, dev->used > 0);\n\tret = take(dev, dev->used);\n\tstart(dev);\n\treturn ret;',
    ],
    [
      'behind which a status is looked at that says no until somebody answers',
      '\twait_event_interruptible(dev->wq, dev->done);\n\tif (!dev->status)\n\t\treturn -EIO;\n\tstart(dev);\n\treturn 0;',
    ],
    [
      'before which the status is made an error',
      '\tdev->status = -ETIMEDOUT;\n\tstart(dev);\n\twait_for_completion_interruptible(&dev->ready);\n\treturn dev->status;',
    ],
    [
      'that does as much as it can',
      '\tret = 0;\n\tif (!wait_for_completion_interruptible_timeout(&dev->ready, HZ))\n\t\tdev_warn(dev->dev, "late");\n\tdev->busy = false;\n\treturn ret;',
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', answered(body))).toEqual([]);
  });

  it('whose status another function makes an error', () => {
    const begin = 'static void begin(struct dev *dev)\n{\n\tdev->status = -EIO;\n}\n';
    const body = '\twait_for_completion_interruptible(&dev->ready);\n\treturn dev->status;';
    expect(lint(RULE, 'c', answered(body, undefined, begin))).toEqual([]);
    expect(lint(RULE, 'c', answered(body))).toHaveLength(1);
  });
});
