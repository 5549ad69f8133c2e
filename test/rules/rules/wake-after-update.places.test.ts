import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'wake-after-update';

const waiting = (queue: string, condition: string): string =>
  `static int wait_done(struct dev *dev)\n{\n\treturn wait_event_timeout(${queue}, ${condition}, HZ) ? 0 : -EIO;\n}\n`;

const waking = (body: string): string =>
  `static void wake(struct dev *dev, struct job *job)\n{\n${body}\n}\n`;

const late = '\twake_up(&job->wq); /* !! */\n\tjob->state = 1;';

describe('wake-after-update and places that are reached in other ways', () => {
  it.each<[string, string]>([
    ['a structure in one of the waiter', waiting('dev->job.wq', 'dev->job.state') + waking(late)],
    ['one of several', waiting('dev->jobs[i].wq', 'dev->jobs[i].state') + waking(late)],
    [
      'the object around that with the queue',
      waiting('dev->job.wq', 'dev->state') +
        waking('\twake_up(&job->dev->job.wq); /* !! */\n\tjob->dev->state = 1;'),
    ],
    [
      'a bit of a word of which another is set before',
      waiting('dev->wq', 'test_bit(DONE, &dev->flags)') +
        waking('\tset_bit(DEAD, &dev->flags);\n\twake_up(&dev->wq); /* !! */\n\tset_bit(DONE, &dev->flags);'),
    ],
  ])('reports an update of %s', (_, code) => {
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each<[string, string]>([
    ['another object', waiting('dev->job.wq', 'dev->state') + waking(late)],
    [
      'another queue of the same name',
      waiting('dev->rx.wq', 'dev->rx.state') +
        waking(
          '\tdev->rx.state = 1;\n\twake_up(&dev->rx.wq);\n\tdev->tx.state = 1;\n\twake_up(&dev->tx.wq);',
        ),
    ],
    [
      'a bit that nobody waits for',
      waiting('dev->wq', 'test_bit(DONE, &dev->flags)') +
        waking('\tset_bit(DONE, &dev->flags);\n\twake_up(&dev->wq);\n\tset_bit(DEAD, &dev->flags);'),
    ],
    [
      'the bit, set before',
      waiting('dev->wq', 'test_bit(DONE, &dev->flags) || test_bit(DEAD, &dev->flags)') +
        waking('\tset_bit(DEAD, &dev->flags);\n\twake_up(&dev->wq);\n\tset_bit(DONE, &dev->flags);'),
    ],
  ])('is silent about an update of %s', (_, code) => {
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});
