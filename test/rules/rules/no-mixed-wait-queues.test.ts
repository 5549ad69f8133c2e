import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-mixed-wait-queues';

const fields = `struct dev {
	wait_queue_head_t full;
	struct swait_queue_head simple;
	struct completion done;
	int ready;
};
`;

const inC = (body: string): string => `${fields}\nstatic void f(struct dev *dev)\n{\n${body}\n}\n`;

describe('no-mixed-wait-queues in C reports', () => {
  it.each<[string, string]>([
    ['wake_up() on a simple queue', '	wake_up(&dev->simple); /* !! */'],
    ['swake_up_one() on a full queue', '	swake_up_one(&dev->full); /* !! */'],
    ['wait_event() on a simple queue', '	wait_event(dev->simple, dev->ready); /* !! */'],
    ['a simple wait on a full queue', '	swait_event_exclusive(dev->full, dev->ready); /* !! */'],
    [
      'a full entry on a simple queue',
      `	DEFINE_WAIT(wait);

	prepare_to_swait_exclusive(&dev->simple, &wait, TASK_UNINTERRUPTIBLE); /* !! */
	if (!dev->ready)
		schedule();
	__set_current_state(TASK_RUNNING);`,
    ],
    [
      'a simple entry on a full queue',
      `	DECLARE_SWAITQUEUE(wait);

	prepare_to_wait(&dev->full, &wait, TASK_UNINTERRUPTIBLE); /* !! */
	if (!dev->ready)
		schedule();
	__set_current_state(TASK_RUNNING);`,
    ],
  ])('%s', (_, body) => {
    const code = inC(body);
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
  });

  it('a wake-up in a file that waits on nothing', () => {
    const code = `static DECLARE_SWAIT_QUEUE_HEAD(q);\n\nvoid f(void)\n{\n	wake_up_all(&q); /* !! */\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(suggested(RULE, 'c', code)).toContain('	swake_up_all(&q);');
  });
});

describe('no-mixed-wait-queues in C is silent', () => {
  it.each<[string, string]>([
    ['on the right kind', '	wake_up(&dev->full);\n	swake_up_all(&dev->simple);\n	complete(&dev->done);'],
    ['on what is not declared here', '	wake_up(&dev->other);\n	swake_up_one(&dev->other);'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'c', inC(body))).toEqual([]);
  });

  it('where two structures have a field of that name', () => {
    const code = `struct a {\n	wait_queue_head_t wq;\n};\nstruct b {\n	struct swait_queue_head wq;\n};\n
static void f(struct a *a, struct b *b)\n{\n	wake_up(&a->wq);\n	swake_up_one(&b->wq);\n}\n`;
    expect(lint(RULE, 'c', code)).toEqual([]);
  });
});

const inTs = (body: string): string => `import { SharedWaitQueue } from 'waitq/threads';
import * as threads from 'waitq/threads';
import { WaitQueue, waitEvent, wakeUp, wakeUpAll } from 'waitq';
import { SimpleWaitQueue, swaitEvent, swakeUp } from 'waitq/swait';

const full = new WaitQueue('full');
const simple = new SimpleWaitQueue('simple');
const shared = SharedWaitQueue.create();
let ready = false;

export async function f(): Promise<void> {
${body}
}
`;

describe('no-mixed-wait-queues in TypeScript reports', () => {
  it.each<[string, string]>([
    ['a full wake-up of a simple queue', '  ready = true;\n  wakeUp(simple); // !!'],
    ['a simple wake-up of a full queue', '  ready = true;\n  swakeUp(full); // !!'],
    ['a full wait on a simple queue', '  await waitEvent(simple, () => ready); // !!'],
    ['a simple wait on a full queue', '  await swaitEvent(full, () => ready); // !!'],
    ['a wake-up for tasks on a queue between threads', '  ready = true;\n  wakeUpAll(shared); // !!'],
    ['a wait between threads on a queue of tasks', '  await threads.waitEvent(full, () => ready); // !!'],
  ])('%s', (_, body) => {
    const code = inTs(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('and suggests the right name with its import', () => {
    const mended = suggested(RULE, 'typescript', inTs('  ready = true;\n  wakeUpAll(simple);'));
    expect(mended).toContain(
      `import { SimpleWaitQueue, swaitEvent, swakeUp, swakeUpAll } from 'waitq/swait';`,
    );
    expect(mended).toContain('  swakeUpAll(simple);');
    expect(lint(RULE, 'typescript', mended)).toEqual([]);
  });
});

describe('no-mixed-wait-queues in TypeScript is silent', () => {
  it.each<[string, string]>([
    ['on the right kind', '  await waitEvent(full, () => ready);\n  await swaitEvent(simple, () => ready);'],
    ['on shared memory', '  await threads.waitEvent(shared, () => ready);\n  threads.wakeUp(shared);'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'typescript', inTs(body))).toEqual([]);
  });

  it('on a parameter', () => {
    const code = `import { wakeUp, type WaitQueue } from 'waitq';
export function f(queue: WaitQueue): void {
  wakeUp(queue);
}
`;
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });
});
