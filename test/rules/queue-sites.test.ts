import { beforeAll, expect, test } from 'vitest';
import { grammarReady, queueSites } from '../../rules/src/analyze.js';

beforeAll(() => grammarReady());

const told = (text: string, language: 'c' | 'typescript') =>
  queueSites(text, language).map(({ kind, name, text: call, within }) => [kind, name, call, within]);

test('C: waits, registrations and wake-ups, also in functions that no rule has to read', () => {
  const text = `static int reader(struct dev *dev)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&dev->wq, &wait, TASK_INTERRUPTIBLE);
	finish_wait(&dev->wq, &wait);
	return wait_event_interruptible(dev->wq, dev->ready);
}

static void irq(struct dev *priv)
{
	wake_up_interruptible(&priv->wq);
}
`;
  expect(told(text, 'c')).toEqual([
    ['wait', 'wq', 'prepare_to_wait(&dev->wq, &wait, TASK_INTERRUPTIBLE)', 'reader'],
    ['wait', 'wq', 'wait_event_interruptible(dev->wq, dev->ready)', 'reader'],
    ['wake', 'wq', 'wake_up_interruptible(&priv->wq)', 'irq'],
  ]);
});

test('TypeScript: the queue goes by the field, whoever holds it', () => {
  const text = `import { waitEvent, wakeUp, WaitQueue } from 'waitq';
class Pool {
  readonly #idle = new WaitQueue('idle');
  free = 0;
  take() { return waitEvent(this.#idle, () => this.free > 0); }
  give() { this.free++; wakeUp(this.#idle); }
}
const pool = new Pool();
wakeUp(pool.idle);
`;
  expect(told(text, 'typescript')).toEqual([
    ['wait', '#idle', 'waitEvent(this.#idle, () => this.free > 0)', expect.stringContaining('take')],
    ['wake', '#idle', 'wakeUp(this.#idle)', expect.stringContaining('give')],
    ['wake', 'idle', 'wakeUp(pool.idle)', undefined],
  ]);
});

test('the span reaches from the callee to the end of the queue, not into the condition', () => {
  const text = 'void f(struct dev *d)\n{\n\twait_event(d->wq, d->ready);\n}\n';
  const [site] = queueSites(text, 'c');
  expect(text.slice(...site!.range)).toBe('wait_event');
  expect(text.slice(...site!.span)).toBe('wait_event(d->wq');
});

test('what can not be parsed has none', () => {
  expect(queueSites('await waitEvent(queue, (', 'typescript')).toEqual([]);
});
