import { describe, expect, it } from 'vitest';
import { lint, marked, promiseLines } from './lint.js';

const RULE = 'no-ignored-interrupt';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const pause = (
  signal: string,
  look: string,
  listen: string,
): string => `export function pause(ms, ${signal}) {
  ${look}
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => { clearTimeout(timer); reject(new Error('aborted')); };
    ${listen}
  });
}`;

it('reports a signal that nobody looks at, and one that is only left out', () => {
  expectMarked(pause('signal', '', "signal.addEventListener('abort', stop); // !!"));
  expectMarked(
    pause(
      'options',
      '',
      "if (!options.signal.aborted) options.signal.addEventListener('abort', stop); // !!",
    ),
  );
});

it.each([
  ['signal', 'signal.throwIfAborted();', "signal.addEventListener('abort', stop);"],
  ['signal', '', "if (signal.aborted) return stop();\n    signal.addEventListener('abort', stop);"],
  ['request', '', "request.signal.addEventListener('abort', stop);"],
  ['signal', 'if (!signal.aborted) begin(signal);', "signal.addEventListener('abort', stop);"],
])('stays silent about %s looked at by %s', (signal, look, listen) => {
  expectMarked(pause(signal, look, listen));
});

it('stays silent where the caller looks', () => {
  expectMarked(
    `${pause('signal', '', "signal.addEventListener('abort', stop);")}
export async function twice(signal) {
  if (signal.aborted) return;
  await pause(5, signal);
}`,
  );
});

describe('no-ignored-interrupt and a condition with alternatives', () => {
  const waits = (wait: string, after: string): string =>
    `int f(struct d *d)\n{\n	${wait} /* !! */\n${after}\n}\n`;
  const TIMED = 'if (!wait_event_interruptible_timeout(d->q, d->done || d->gone, HZ))\n		return -ETIMEDOUT;';
  const DROPPED = 'wait_event_interruptible(d->q, d->done || d->gone);';
  const lines = (code: string): readonly number[] =>
    lint('no-ignored-interrupt', 'c', code).map(({ range }) => code.slice(0, range[0]).split('\n').length);

  it.each([TIMED, DROPPED])('reports that only the other one is tested: %s', (wait) => {
    expect(lines(waits(wait, '	if (d->gone)\n		return -EFAULT;\n	return 0;'))).toEqual([3]);
  });

  it.each([TIMED, DROPPED])('is silent where each is tested: %s', (wait) => {
    const after = '	if (d->gone)\n		return -EFAULT;\n	return d->done ? 0 : -EINTR;';
    expect(lines(waits(wait, after))).toEqual([]);
    expect(lines(waits(wait, '	if (!d->done)\n		return -EINTR;\n	return 0;'))).toEqual([]);
  });
});

describe('no-ignored-interrupt and what is tested beside the condition', () => {
  const waits = (after: string): string =>
    `int f(struct d *d)\n{\n	wait_event_interruptible(d->q, d->done);\n${after}\n	return 0;\n}\n`;

  it('reports a test that only a log hangs on', () => {
    const code = waits('	if (!d->length)\n		dev_dbg(d->dev, "no answer");');
    expect(lint('no-ignored-interrupt', 'c', code)).toHaveLength(1);
  });

  it('is silent about one that fails', () => {
    const code = waits('	if (!d->length)\n		return -EIO;');
    expect(lint('no-ignored-interrupt', 'c', code)).toEqual([]);
  });
});

it('no-ignored-interrupt reports a bounded wait whose completion on the stack somebody else has', () => {
  const code = `int f(struct d *d)\n{\n	DECLARE_COMPLETION_ONSTACK(done);\n\n	d->done = &done;\n	ask(d);\n	wait_for_completion_interruptible_timeout(d->done, HZ);\n	d->done = NULL;\n	return 0;\n}\n`;
  expect(lint('no-ignored-interrupt', 'c', code)).toHaveLength(1);
});
