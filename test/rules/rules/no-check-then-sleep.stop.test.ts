import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked } from './lint.js';

const RULE = 'no-check-then-sleep';

const thread = (body: string, rest = ''): string =>
  `static int worker(void *data)\n{\n\tstruct dev *dev = data;\n\tstruct job *job;\n${body}\n\treturn 0;\n}\n${rest}`;

describe('no-check-then-sleep reports the stop of a thread, lost', () => {
  it.each<[string, string, string?]>([
    [
      'when work alone is looked at after the state is set',
      `	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (!dev->kicked)
			schedule(); /* !! */
		__set_current_state(TASK_RUNNING);
	}`,
    ],
    [
      'when a job is taken from elsewhere',
      `	do {
		__set_current_state(TASK_INTERRUPTIBLE);
		spin_lock_bh(&dev->lock);
		job = dequeue_job(&dev->queue);
		spin_unlock_bh(&dev->lock);
		if (job) {
			run_job(job);
			continue;
		}
		schedule(); /* !! */
	} while (!kthread_should_stop());`,
    ],
    [
      'when a macro of the file gives the lock up',
      `	do {
		DEV_LOCK(dev);
		work(dev);
		set_current_state(TASK_INTERRUPTIBLE);
		DEV_UNLOCK(dev);
		schedule(); /* !! */
	} while (!kthread_should_stop());`,
    ],
  ])('%s', (_, body, rest) => {
    const code = thread(body, rest);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });
});

describe('no-check-then-sleep is silent about the stop of a thread', () => {
  const waits = (test: string): string => `	while (!kthread_should_stop()) {
		set_current_state(TASK_INTERRUPTIBLE);
		${test}
			schedule();
		__set_current_state(TASK_RUNNING);
	}`;

  it.each<[string, string, string?]>([
    ['that is asked for again', waits('if (!kthread_should_stop() && !dev->kicked)')],
    ['that a function of another file may ask for', waits('if (!dev_should_run(dev))')],
    [
      'that a function of the file asks for',
      waits('if (!has_work(dev))'),
      'static bool has_work(struct dev *dev)\n{\n\treturn kthread_should_stop() || dev->kicked;\n}\n',
    ],
    [
      'that a macro of the file asks for',
      waits('if (!has_work(dev))'),
      '#define has_work(dev) \\\n\t(kthread_should_stop() || (dev)->kicked)\n',
    ],
    [
      'where a timer is started that ends the sleep',
      `	do {
		work(dev);
		__set_current_state(TASK_INTERRUPTIBLE);
		mod_timer(&dev->timer, dev->expire);
		schedule();
	} while (!kthread_should_stop());`,
    ],
    [
      'that is started and forgotten',
      waits('if (!dev->kicked)'),
      'static int __init start(void)\n{\n\tkthread_run(worker, NULL, "worker");\n\treturn 0;\n}\n',
    ],
  ])('%s', (_, body, rest) => {
    expect(lint(RULE, 'c', thread(body, rest))).toEqual([]);
  });
});

describe('no-check-then-sleep and the version of the kernel', () => {
  const found = (test: string, state: string) =>
    lint(
      RULE,
      'c',
      thread(`	while (${test}) {
		set_current_state(${state});
		schedule();
	}`),
    ).map(({ confidence, related }) => [confidence, related.at(-1)!.message.includes('6.0')]);

  it('is less sure of a stop that ends the sleep since Linux 6.0, and says so', () => {
    expect(found('!kthread_should_stop()', 'TASK_INTERRUPTIBLE')).toEqual([['medium', true]]);
  });

  it('is sure where no signal ends the sleep, or something else is missed', () => {
    expect(found('!kthread_should_stop()', 'TASK_UNINTERRUPTIBLE')).toEqual([['high', false]]);
    expect(found('!dev->kicked', 'TASK_INTERRUPTIBLE')).toEqual([['high', false]]);
  });

  it('is sure where a wake-up for work is missed with the stop', () => {
    expect(found('!dev->kicked && !kthread_should_stop()', 'TASK_INTERRUPTIBLE')).toEqual([['high', true]]);
  });
});
