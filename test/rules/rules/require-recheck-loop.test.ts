import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-recheck-loop';

const inC = (body: string): string =>
  `static int f(struct dev *dev)\n{\n\tDEFINE_WAIT(wait);\n\tint ret = 0;\n\n${body}\n}\n`;

describe('require-recheck-loop in C reports', () => {
  it.each<[string, string]>([
    [
      'a sleep under an if, with the condition taken for granted after it',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	}
	start(dev);
	return 0;`,
    ],
    [
      'a test after registering that is never asked again',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!dev->ready)
		schedule(); /* !! */
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a sleep with a lock dropped around it',
      `	spin_lock(&dev->lock);
	if (dev->users) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		spin_unlock(&dev->lock);
		schedule(); /* !! */
		spin_lock(&dev->lock);
		finish_wait(&dev->wait, &wait);
	}
	dev->closed = 1;
	spin_unlock(&dev->lock);
	return 0;`,
    ],
    [
      'a signal taken for the condition',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		if (signal_pending(current))
			return -ERESTARTSYS;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a condition that is read again and only remarked on',
      `	int status = read_status(dev);

	if (status & BUSY) {
		dev->waiting = 1;
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		status = read_status(dev);
		WARN_ON(status & BUSY);
		dev->waiting = 0;
	}
	dev->in_use = 1;
	return 0;`,
    ],
    [
      'an interruptible sleep without any condition',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	schedule(); /* !! */
	finish_wait(&dev->wait, &wait);
	return copy_to_user(dev->out, dev->buffer, dev->length) ? -EFAULT : 0;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a helper that sleeps once and leaves its callers to believe', () => {
    const code = `static void settle(struct dev *dev)
{
	DEFINE_WAIT(wait);

	if (dev->busy) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	}
}

void close_dev(struct dev *dev)
{
	settle(dev);
	release(dev);
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('require-recheck-loop in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'a result that is read from the condition after waking',
      `	if (!READ_ONCE(dev->expired))
		schedule();
	cancel_timer(dev);
	return READ_ONCE(dev->expired) ? -ETIME : 0;`,
    ],
    [
      'a result that tells the callers that it slept',
      `	if (dev->busy) {
		ret = RETRY;
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
		put(dev);
	}
	return ret;`,
    ],
    [
      'a loop',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a goto back to the test',
      `again:
	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
		goto again;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a test after the sleep',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	if (!dev->ready)
		return -EIO;
	start(dev);
	return 0;`,
    ],
    [
      'a test after the sleep of something else that tells',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	if (dev->status != OK)
		return -EIO;
	start(dev);
	return 0;`,
    ],
    [
      'a sleep that ends in an error, for the caller to try again',
      `	if (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule();
		finish_wait(&dev->wait, &wait);
		return -EAGAIN;
	}
	start(dev);
	return 0;`,
    ],
    [
      'a pause with a time',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	schedule_timeout(HZ);
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'an uninterruptible sleep for work started after registering',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	queue_work(dev->wq, &dev->work);
	schedule();
	finish_wait(&dev->wait, &wait);
	start(dev);
	return 0;`,
    ],
    [
      'a test of the mode, not of what is waited for',
      `	if (dev->mode == SYNC) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		queue_work(dev->wq, &dev->work);
		schedule();
		finish_wait(&dev->wait, &wait);
	}
	start(dev);
	return 0;`,
    ],
    [
      'schedule() in the running state',
      `	if (need_resched())
		schedule();
	start(dev);
	return 0;`,
    ],
    [
      'a completion',
      `	if (!dev->ready)
		wait_for_completion(&dev->done);
	start(dev);
	return 0;`,
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('a helper that sleeps once and is called in a loop', () => {
    const code = `static void settle(struct dev *dev)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	if (dev->busy)
		schedule();
	finish_wait(&dev->wait, &wait);
}

void close_dev(struct dev *dev)
{
	while (dev->busy)
		settle(dev);
	release(dev);
}
`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('a kernel thread that waits for its first wake-up', () => {
    const code = `static int thread(void *arg)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&queue, &wait, TASK_INTERRUPTIBLE);
	schedule();
	finish_wait(&queue, &wait);
	probe();
	return 0;
}

int start(void)
{
	kthread_run(thread, NULL, "probe");
	return 0;
}
`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

describe('require-recheck-loop in C suggests a loop', () => {
  it('which lints clean', () => {
    const code = inC(
      '\tif (!dev->ready) {\n\t\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\t\tschedule();\n\t\tfinish_wait(&dev->wait, &wait);\n\t}\n\tstart(dev);\n\treturn 0;',
    );
    const better = suggested(RULE, 'c', code);
    expect(better).toContain('while (!dev->ready) {');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });

  it('but none where the registration stands before the test', () => {
    const [finding] = lint(
      RULE,
      'c',
      inC(
        '\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tif (!dev->ready)\n\t\tschedule();\n\tfinish_wait(&dev->wait, &wait);\n\tstart(dev);\n\treturn 0;',
      ),
    );
    expect(finding?.suggestions).toEqual([]);
  });
});

describe('require-recheck-loop where nothing is tested at all', () => {
  const sleep = (before: string, slept: string): string =>
    inC(
      `${before}\tprepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);\n${slept}\tfinish_wait(&dev->wait, &wait);\n`,
    );

  it('reports a sleep that only a precondition leads to', () => {
    const code = sleep('\tif (!dev->irq)\n\t\treturn -EINVAL;\n', '\tschedule(); /* !! */\n').replace(
      '\n}\n',
      '\tstart(dev);\n\treturn 0;\n}\n',
    );
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('reports time left that is taken for the event', () => {
    const code = sleep('', '\tif (!schedule_timeout(HZ)) /* !! */\n\t\tret = -ETIMEDOUT;\n').replace(
      '\n}\n',
      '\treturn ret;\n}\n',
    );
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  const kept = (slept: string, end: string, before = ''): string =>
    sleep(
      `\tlong left = 0;\n\n${before}`,
      `\tret = submit(dev);\n\tif (ret >= 0)\n\t\tleft = schedule_timeout(${slept}); /* !! */\n`,
    ).replace('\n}\n', `\n\tdev_stop(dev);\n${end}}\n`);

  it('reports time left that is kept in a variable and taken for the event, whatever was tested and started before', () => {
    const code = kept('HZ', '\treturn left ? 0 : -EIO;\n', '\tif (dev->speed)\n\t\tadapt(dev);\n');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it.each([
    ['a tick', kept('1', '\treturn left ? 0 : -EIO;\n')],
    ['time left that is only returned', kept('HZ', '\treturn left;\n')],
    [
      'a signal that is asked for',
      kept('HZ', '\tif (signal_pending(current))\n\t\tleft = -EINTR;\n\treturn left ? 0 : -EIO;\n'),
    ],
    [
      'a sleep that no signal ends',
      kept('HZ', '\treturn left ? 0 : -EIO;\n').replace('TASK_INTERRUPTIBLE', 'TASK_UNINTERRUPTIBLE'),
    ],
  ])('is silent about %s', (_, code) => {
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('is silent about a delay, and where the event is tested after it', () => {
    const end = '\treturn ret;\n}\n';
    expect(lint(RULE, 'c', sleep('', '\tschedule_timeout(HZ);\n').replace('\n}\n', end))).toEqual([]);
    const code = sleep('', '\tif (!schedule_timeout(HZ))\n\t\tret = -ETIMEDOUT;\n');
    expect(lint(RULE, 'c', code.replace('\n}\n', `\tif (!dev->ready)\n\t\treturn -EIO;\n${end}`))).toEqual(
      [],
    );
  });
});
