import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-check-then-sleep';

const inC = (body: string): string =>
  `static int f(struct dev *dev)\n{\n\tDEFINE_WAIT(wait);\n${body}\n\treturn 0;\n}\n`;

describe('no-check-then-sleep in C reports', () => {
  it.each<[string, string]>([
    [
      'a state set after the loop’s test',
      `	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
	}`,
    ],
    [
      'the stop of a thread whose work was tested under a lock since: it takes no lock',
      `	while (!kthread_should_stop()) {
		spin_lock(&dev->lock);
		while (!list_empty(&dev->list))
			take(dev);
		set_current_state(TASK_INTERRUPTIBLE);
		spin_unlock(&dev->lock);
		schedule(); /* !! */
	}`,
    ],
    [
      'a test under a lock that is held while it sleeps: no waker takes it',
      `	mutex_lock(&dev->lock);
	while (dev->busy) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
	}
	finish_wait(&dev->wait, &wait);
	mutex_unlock(&dev->lock);`,
    ],
    [
      'a queue joined after the attempt failed',
      `	do {
		cmd = try_alloc(dev);
		if (cmd)
			return cmd;
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		io_schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	} while (1);`,
    ],
    [
      'a retry by goto',
      `again:
	ws = find_workspace(dev);
	if (ws)
		return 1;
	ws = alloc_workspace(dev);
	if (IS_ERR(ws)) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
		goto again;
	}`,
    ],
    [
      'a test of signals only after registering',
      `	while (!dev->ready) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (signal_pending(current))
			break;
		schedule(); /* !! */
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'a lock dropped between test and state',
      `	for (;;) {
		spin_lock(&dev->lock);
		if (!dev->busy)
			break;
		add_wait_queue(&dev->wait, &wait);
		spin_unlock(&dev->lock);
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule(); /* !! */
		remove_wait_queue(&dev->wait, &wait);
	}
	spin_unlock(&dev->lock);`,
    ],
    [
      'a bounded sleep on a queue',
      `	while (dev->len > dev->limit) {
		add_wait_queue_exclusive(&dev->wait, &wait);
		set_current_state(TASK_UNINTERRUPTIBLE);
		left = schedule_timeout(left); /* !! */
		remove_wait_queue(&dev->wait, &wait);
	}`,
    ],
    [
      'a wait made once whose condition is looked at again afterwards',
      `	if (dev->read != dev->write)
		return 1;
	set_current_state(TASK_INTERRUPTIBLE);
	add_wait_queue(&dev->wait, &wait);
	if (!signal_pending(current))
		schedule_timeout(MAX_SCHEDULE_TIMEOUT); /* !! */
	remove_wait_queue(&dev->wait, &wait);
	if (dev->read != dev->write)
		return 1;`,
    ],
    [
      'a wait made once that is all the test decides about',
      `	if (!dev->ready) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
	}
	use(dev);`,
    ],
    [
      'a copy tested before whose origin is asked again afterwards',
      `	int avail = bytes_ready(dev);
	if (avail)
		return avail;
	set_current_state(TASK_INTERRUPTIBLE);
	add_wait_queue(&dev->wait, &wait);
	schedule_timeout(MAX_SCHEDULE_TIMEOUT); /* !! */
	remove_wait_queue(&dev->wait, &wait);
	return bytes_ready(dev);`,
    ],
    [
      'a wait that a test of signals belongs to',
      `	if (fifo_empty(dev)) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (!signal_pending(current))
			schedule(); /* !! */
		finish_wait(&dev->wait, &wait);
	}
	copy_out(dev);`,
    ],
    [
      'the test before the last, looked at again',
      `	if (dev->old == dev->new && !dev->gone) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule(); /* !! */
		cleanup(dev);
	}
	return dev->old != dev->new;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(lint(RULE, 'c', code)[0]?.interleaving?.map(({ actor }) => actor)).toEqual([
      'waiter',
      'waker',
      'waiter',
      'waiter',
    ]);
  });
});

describe('no-check-then-sleep in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'a question whether to wait at all, beside a pointer that is used again',
      `	struct part *part = dev->part;
	if (!part->irq)
		return -EINVAL;
	set_current_state(TASK_INTERRUPTIBLE);
	add_wait_queue(&dev->wait, &wait);
	schedule();
	remove_wait_queue(&dev->wait, &wait);
	return read_out(dev->part);`,
    ],
    [
      'a test after registering',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'a second test after a first one',
      `	while (dev->total > cpus) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		if (dev->total > cpus && !dev->free)
			schedule();
		finish_wait(&dev->wait, &wait);
	}`,
    ],
    [
      'an attempt made again after registering, its result tested later',
      `	while (!dev->gone) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		got = try_take(dev);
		if (!got)
			schedule();
		finish_wait(&dev->wait, &wait);
	}`,
    ],
    [
      'test and state inside one section of a lock',
      `	spin_lock_irq(&dev->lock);
	while (dev->count) {
		__set_current_state(TASK_KILLABLE);
		spin_unlock_irq(&dev->lock);
		schedule();
		spin_lock_irq(&dev->lock);
	}
	spin_unlock_irq(&dev->lock);`,
    ],
    [
      'a lock held by the caller',
      `	while (dev->count) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		mutex_unlock(&dev->lock);
		schedule();
		mutex_lock(&dev->lock);
	}
	finish_wait(&dev->wait, &wait);`,
    ],
    [
      'the state set before the first test and again after each sleep',
      `	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);`,
    ],
    [
      'a wake-up source armed after the state is set',
      `	while (dev->running) {
		set_current_state(TASK_INTERRUPTIBLE);
		hrtimer_start(&dev->timer, dev->next, HRTIMER_MODE_ABS);
		schedule();
	}`,
    ],
    [
      'an unconditional sleep used as a delay',
      `	while (readl(dev->regs) & BUSY) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 10);
	}
	schedule_timeout_uninterruptible(HZ);`,
    ],
    [
      'a check of arguments before a wait that is made once',
      `	if (dev->dead)
		return -ENODEV;
	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule();`,
    ],
    [
      'wait_woken',
      `	add_wait_queue(&dev->wait, &wait);
	while (!dev->ready)
		timeo = wait_woken(&wait, TASK_INTERRUPTIBLE, timeo);
	remove_wait_queue(&dev->wait, &wait);`,
    ],
    [
      'a poll on a queue whose wake-ups announce something else',
      `	while (dev->count) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 10);
		finish_wait(&dev->wait, &wait);
	}
	return 0;
}

static void answered(struct dev *dev)
{
	dev->pending = 0;
	wake_up(&dev->wait);`,
    ],
    [
      'the stop of a thread that a signal stops',
      `	allow_signal(SIGKILL);
	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		schedule();
	}`,
    ],
    [
      'a sleep that a pending signal does not let begin',
      `	if (signal_pending(current)) {
		while (dev->busy) {
			prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
			schedule();
		}
	}`,
    ],
    [
      'a mode that is looked at before and after a bounded sleep',
      `	if (dev->mode != NONE) {
		prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
		schedule_timeout(HZ / 2);
		finish_wait(&dev->wait, &wait);
	}
	if (dev->mode != NONE)
		stop(dev);`,
    ],
    [
      'a sleep until a signal',
      `	if (!dev->task) {
		set_current_state(TASK_INTERRUPTIBLE);
		while (!signal_pending(current)) {
			schedule();
			set_current_state(TASK_INTERRUPTIBLE);
		}
		set_current_state(TASK_RUNNING);
	}
	release(dev);`,
    ],
    [
      'the stop of a thread that sleeps for a time',
      `	while (!kthread_should_stop()) {
		spin_lock(&dev->lock);
		while (dev->flushing && left) {
			prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
			spin_unlock(&dev->lock);
			left = schedule_timeout(left);
			spin_lock(&dev->lock);
		}
		finish_wait(&dev->wait, &wait);
		spin_unlock(&dev->lock);
	}`,
    ],
    ['wait_event', '\tif (!dev->ready)\n\t\twait_event(dev->wait, dev->ready);'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });
});

it('suggests a test before the sleep, which then lints clean', () => {
  const code = inC(
    '\twhile (!dev->ready) {\n\t\tset_current_state(TASK_INTERRUPTIBLE);\n\t\tschedule();\n\t}',
  );
  const better = suggested(RULE, 'c', code);
  expect(better).toContain('if (!dev->ready) schedule();');
  expect(lint(RULE, 'c', better)).toEqual([]);
});
