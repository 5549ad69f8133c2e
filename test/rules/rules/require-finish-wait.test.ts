import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'require-finish-wait';

const inC = (body: string): string =>
  `static int f(struct dev *dev, int noblock)\n{\n\tDEFINE_WAIT(wait);\n\tint ret = 0;\n\n${body}\n}\n`;

describe('require-finish-wait in C reports', () => {
  it.each<[string, string]>([
    [
      'a return from inside the loop',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE); /* !! */
		if (dev->ready)
			break;
		if (signal_pending(current))
			return -ERESTARTSYS;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'a goto that jumps over the finish',
      `	for (;;) {
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE); /* !! */
		if (dev->ready)
			break;
		if (!signal_pending(current)) {
			schedule();
			continue;
		}
		ret = -ERESTARTSYS;
		goto out;
	}
	finish_wait(&dev->wait, &wait);
out:
	return ret;`,
    ],
    [
      'a function that relies on autoremove',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE); /* !! */
	if (!dev->sess) {
		finish_wait(&dev->wait, &wait);
		return 0;
	}
	schedule();
	return 0;`,
    ],
    [
      'add_wait_queue without remove_wait_queue on the error path',
      `	add_wait_queue(&dev->wait, &wait); /* !! */
	if (start(dev) < 0)
		return -EIO;
	remove_wait_queue(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'an entry on a queue behind a pointer, left before it sleeps',
      `	prepare_to_wait(sk_sleep(dev), &wait, TASK_INTERRUPTIBLE); /* !! */
	if (!dev->ready)
		schedule();
	return 0;`,
    ],
    [
      'the same with a sleep that ends by itself',
      `	add_wait_queue(dev->queue, &wait); /* !! */
	while (!dev->ready)
		wait_woken(&wait, TASK_INTERRUPTIBLE, HZ);
	return 0;`,
    ],
    [
      'a state left sleeping behind what changes nothing about it',
      `	set_current_state(TASK_INTERRUPTIBLE); /* !! */
	if (dev->ready) {
		pr_debug("ready");
		remove_wait_queue(sk_sleep(dev), &dev->entry);
		return 1;
	}
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'a state left sleeping',
      `	set_current_state(TASK_INTERRUPTIBLE); /* !! */
	if (dev->ready)
		return 1;
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'a state left sleeping where the running state is never set',
      `	set_current_state(TASK_INTERRUPTIBLE); /* !! */
	if (dev->ready)
		return 0;
	schedule();
	return 1;`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('require-finish-wait in C stays silent about', () => {
  it.each<[string, string]>([
    [
      'goto out that finishes',
      `	prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	if (signal_pending(current)) {
		ret = -EINTR;
		goto out;
	}
	if (!dev->ready)
		schedule();
out:
	finish_wait(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'prepare and finish under the same flag',
      `	if (!noblock)
		prepare_to_wait(&dev->wait, &wait, TASK_INTERRUPTIBLE);
	ret = take(dev);
	if (!noblock)
		finish_wait(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'a flag that remembers the registration',
      `	int on_wq = 0;

	if (dev->busy) {
		add_wait_queue(&dev->wait, &wait);
		on_wq = 1;
	}
	work(dev);
	if (on_wq)
		remove_wait_queue(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'a finish that is skipped for a dead object on purpose',
      `	add_wait_queue(&dev->wait, &wait);
	ret = wait_woken(&wait, TASK_INTERRUPTIBLE, HZ);
	if (!device_dead(dev))
		remove_wait_queue(&dev->wait, &wait);
	return ret;`,
    ],
    [
      'a failed prepare_to_wait_event',
      `	for (;;) {
		ret = prepare_to_wait_event(&dev->wait, &wait, TASK_INTERRUPTIBLE);
		if (ret)
			return ret;
		if (dev->ready)
			break;
		schedule();
	}
	finish_wait(&dev->wait, &wait);
	return 0;`,
    ],
    [
      'autoremove and the running state, where nothing is left on the queue',
      `	prepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'a queue behind a pointer that may have gone with the wake-up',
      `	add_wait_queue(dev->queue, &wait);
	do {
		set_current_state(TASK_UNINTERRUPTIBLE);
		schedule();
	} while (dev->busy);
	return 0;`,
    ],
    [
      'a state that a function nobody knows may set',
      `	set_current_state(TASK_INTERRUPTIBLE);
	if (dev->ready) {
		leave(dev);
		return 1;
	}
	schedule();
	__set_current_state(TASK_RUNNING);
	return 0;`,
    ],
    [
      'an entry handed to a function that cannot be seen',
      '\tadd_wait_queue(&dev->wait, &wait);\n\tsubmit(dev, &wait);\n\treturn 0;',
    ],
    [
      'a path that never comes back',
      '\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tif (!dev->ok)\n\t\tBUG();\n\tfinish_wait(&dev->wait, &wait);\n\treturn 0;',
    ],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('an entry of the caller that is finished elsewhere', () => {
    expect(
      lint(
        RULE,
        'c',
        'int lock(struct op *op)\n{\n\tprepare_to_wait(&op->c->wait, &op->wait, TASK_UNINTERRUPTIBLE);\n\treturn -EINTR;\n}\n',
      ),
    ).toEqual([]);
  });

  it('a helper of the same file that finishes', () => {
    const code = `static void done(struct dev *dev, wait_queue_entry_t *wait)
{
	finish_wait(&dev->wait, wait);
}

${inC('\tprepare_to_wait(&dev->wait, &wait, TASK_UNINTERRUPTIBLE);\n\tschedule();\n\tdone(dev, &wait);\n\treturn 0;')}`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

it('suggests the finish before a return, in braces where they are missing, and lints clean', () => {
  const code = inC(
    '\tadd_wait_queue(&dev->wait, &wait);\n\tif (start(dev) < 0)\n\t\treturn -EIO;\n\tremove_wait_queue(&dev->wait, &wait);\n\treturn 0;',
  );
  const better = suggested(RULE, 'c', code);
  expect(better).toContain('{ remove_wait_queue(&dev->wait, &wait); return -EIO; }');
  expect(lint(RULE, 'c', better)).toEqual([]);
});

describe('require-finish-wait and the entry of a wait for a variable', () => {
  const wait = (after: string): string => `static void f(struct dev *dev)
{
	struct wait_bit_queue_entry wbq;

	init_wait_var_entry(&wbq, &dev->full, 0);
	for (;;) {
		prepare_to_wait_event(__var_waitqueue(&dev->full), &wbq.wq_entry, TASK_UNINTERRUPTIBLE); /* !! */
		if (!dev->full)
			break;
		schedule();
	}
${after}	use(dev);
}
`;

  it('reports one that is never taken off', () => {
    const code = wait('');
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('is silent where it is finished', () => {
    expect(lint(RULE, 'c', wait('	finish_wait(__var_waitqueue(&dev->full), &wbq.wq_entry);\n'))).toEqual([]);
  });
});

describe('require-finish-wait and a loop that sets the state and sleeps, in a function that other files may call', () => {
  const loop =
    'void wait_gone(struct node *n)\n{\n\tfor (;;) {\n\t\tset_current_state(TASK_UNINTERRUPTIBLE); /* !! */\n\t\tif (n->gone)\n\t\t\tbreak;\n\t\tschedule();\n\t}\n}\n';

  it('reports that the state stays', () => {
    expect(linesOf(RULE, 'c', loop)).toEqual(marked(loop));
  });

  it.each<[string, string]>([
    ['the state is set back', loop.replace(/}\n$/, '\t__set_current_state(TASK_RUNNING);\n}\n')],
    [
      'a caller in the file sets it back',
      `${loop}void drop(struct node *n)\n{\n\twait_gone(n);\n\t__set_current_state(TASK_RUNNING);\n}\n`,
    ],
    ['no loop sleeps', loop.replace('\t\tschedule();\n', '\t\tcpu_relax();\n')],
  ])('is silent where %s', (_, code) => {
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});
