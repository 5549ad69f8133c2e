import { describe, expect, it } from 'vitest';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-misread-timeout';
const inC = (body: string, head = 'int f(struct d *d)'): string => `${head}\n{\n${body}\n}\n`;
const expectMarked = (code: string, language: 'c' | 'typescript' = 'c'): void =>
  expect(linesOf(RULE, language, code)).toEqual(marked(code));

describe('no-misread-timeout: results in C', () => {
  it.each([
    [
      'tested for less than 0 only',
      '\tif (wait_event_timeout(d->q, d->done, HZ) < 0) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'the same in a variable',
      '\tlong left = wait_for_completion_timeout(&d->done, HZ);\n\tif (left < 0) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'tested for 0, and less than 0 as well',
      '\tlong left = wait_event_timeout(d->q, d->done, HZ);\n\tif (left < 0) /* !! */\n\t\treturn left;\n\telse if (left == 0)\n\t\treturn -ETIMEDOUT;\n\treturn 0;',
    ],
    [
      'compared with an error',
      '\tlong left = wait_event_timeout(d->q, d->done, HZ);\n\tif (left == -ETIMEDOUT) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'inverted',
      '\tif (wait_event_timeout(d->q, d->done, HZ)) /* !! */\n\t\treturn -ETIMEDOUT;\n\treturn 0;',
    ],
    [
      'inverted, as a log says',
      '\tif (wait_event_timeout(d->q, d->done, HZ)) { /* !! */\n\t\tdev_err(d->dev, "timed out");\n\t\treturn -EIO;\n\t}\n\treturn 0;',
    ],
    [
      'inverted, as an error code says that is kept for later',
      '\tif (wait_event_timeout(d->q, d->done, HZ)) /* !! */\n\t\td->err = -ETIMEDOUT;\n\tstop(d);\n\treturn d->err;',
    ],
    [
      '0 of hrtimeout taken for a timeout',
      '\tint ret = wait_event_hrtimeout(d->q, d->done, d->limit);\n\tif (!ret) /* !! */\n\t\treturn -ETIMEDOUT;\n\treturn 0;',
    ],
    [
      'in an unsigned variable',
      '\tunsigned long left;\n\tleft = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (left <= 0) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
    ],
  ])('reports a result %s', (_, body) => {
    expectMarked(inC(body));
  });

  it.each([
    ['tested for 0', '\tif (!wait_event_timeout(d->q, d->done, HZ))\n\t\treturn -ETIMEDOUT;\n\treturn 0;'],
    [
      'tested for 0 and less',
      '\tlong left = wait_event_timeout(d->q, d->done, HZ);\n\tif (left <= 0)\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'that may be negative',
      '\tlong left = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (left < 0)\n\t\treturn left;\n\treturn 0;',
    ],
    [
      'of a killable or freezable wait',
      '\tlong left = wait_event_killable_timeout(d->q, d->done, HZ);\n\tif (left < 0)\n\t\treturn left;\n\treturn 0;',
    ],
    [
      'whose error code is kept for later',
      '\tif (!wait_event_timeout(d->q, d->done, HZ))\n\t\td->err = -ETIMEDOUT;\n\tstop(d);\n\treturn d->err;',
    ],
    [
      'with an error code that was kept before',
      '\td->err = -ETIMEDOUT;\n\tif (wait_event_timeout(d->q, d->done, HZ))\n\t\td->err = 0;\n\tstop(d);\n\treturn d->err;',
    ],
    [
      'of hrtimeout, where 0 is success',
      '\tint ret = wait_event_hrtimeout(d->q, d->done, d->limit);\n\tif (ret)\n\t\treturn ret;\n\treturn 0;',
    ],
    [
      'of hrtimeout, compared with -ETIME',
      '\tint ret = wait_event_hrtimeout(d->q, d->done, d->limit);\n\tif (ret == -ETIME)\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'that means being told to stop',
      '\tif (wait_event_timeout(d->q, d->dead, HZ))\n\t\treturn -ENODEV;\n\treturn poll(d);',
    ],
    [
      'shared with another call',
      '\tlong ret = try(d);\n\tif (ret > 0)\n\t\tret = wait_event_timeout(d->q, d->done, HZ);\n\tif (ret < 0)\n\t\treturn ret;\n\treturn 0;',
    ],
    [
      'handed on',
      '\tlong left = wait_event_timeout(d->q, d->done, HZ);\n\tif (left < 0)\n\t\treturn left;\n\treturn translate(left);',
    ],
    [
      'of a sleep that is woken early',
      '\tif (schedule_timeout_interruptible(HZ)) {\n\t\twarn("timeout cut short");\n\t\treturn -ETIMEDOUT;\n\t}\n\treturn 0;',
    ],
  ])('stays silent about a result %s', (_, body) => {
    expectMarked(inC(body));
  });

  it('a constant that the file converts elsewhere', () => {
    const wait = (time: string): string =>
      inC(`\twait_for_completion_timeout(&d->done, ${time});`, 'void g(struct d *d)');
    const bare = `${wait('LINK_TIMEOUT')}`;
    expectMarked(bare.replace(';', '; /* !! */') + wait('msecs_to_jiffies(LINK_TIMEOUT)'));
    expect(lint(RULE, 'c', bare)).toEqual([]);
    expect(lint(RULE, 'c', bare + wait('msecs_to_jiffies(LINK_TIMEOUT_LONG)'))).toEqual([]);
  });

  it('suggests the test for 0', () => {
    const code = inC(
      '\tlong left = wait_event_timeout(d->q, d->done, HZ);\n\tif (left < 0)\n\t\treturn -EIO;\n\treturn 0;',
    );
    const better = suggested(RULE, 'c', code);
    expect(better).toContain('if (left == 0)');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });
});

describe('no-misread-timeout: times in C', () => {
  it.each([
    ['a bare number', 'wait_event_timeout(d->q, d->done, 1000);'],
    ['a product of bare numbers', 'wait_for_completion_timeout(&d->done, 5 * 1000);'],
    ['milliseconds', 'wait_event_timeout(d->q, d->done, d->timeout_ms);'],
    ['a constant of this file', 'wait_event_timeout(d->q, d->done, RESET_TIME_US);'],
    ['a constant that is a bare number', 'wait_event_timeout(d->q, d->done, RESET_TIMEOUT);'],
    ['one for a completion', 'wait_for_completion_timeout(&d->done, LIMIT);'],
    ['a ktime_t for jiffies', 'wait_event_timeout(d->q, d->done, ms_to_ktime(5));'],
    ['jiffies for a ktime_t', 'wait_event_hrtimeout(d->q, d->done, msecs_to_jiffies(5));'],
  ])('reports %s', (_, call) => {
    const head =
      '#define RESET_TIME_US 2000\n#define RESET_TIMEOUT 5000 /* as long as it takes */\n#define LIMIT (500)\n';
    expect(lint(RULE, 'c', `${head}${inC(`\t${call}\n\treturn 0;`)}`)).toHaveLength(1);
  });

  it.each([
    ['a conversion', 'wait_event_timeout(d->q, d->done, msecs_to_jiffies(d->timeout_ms));'],
    ['a part of HZ', 'wait_event_timeout(d->q, d->done, 5 * HZ);'],
    ['a named constant of another file', 'wait_event_timeout(d->q, d->done, RESET_TIMEOUT);'],
    ['a constant of a few ticks', 'wait_event_timeout(d->q, d->done, FEW_TICKS);'],
    ['a constant made by a conversion', 'wait_event_timeout(d->q, d->done, WAIT_MS);'],
    ['0 and 1', 'wait_event_timeout(d->q, d->done, 1);'],
    ['a pause of a few ticks', 'schedule_timeout_uninterruptible(2);'],
    ['a ktime_t', 'wait_event_hrtimeout(d->q, d->done, ms_to_ktime(5));'],
    [
      'a variable converted in place',
      'd->timeout_ms = msecs_to_jiffies(d->timeout_ms);\n\twait_event_timeout(d->q, d->done, d->timeout_ms);',
    ],
  ])('stays silent about %s', (_, call) => {
    const head = '#define FEW_TICKS 5\n#define WAIT_MS msecs_to_jiffies(10)\n';
    expect(lint(RULE, 'c', `${head}${inC(`\t${call}\n\treturn 0;`)}`)).toEqual([]);
  });

  it('suggests the conversion', () => {
    const better = suggested(
      RULE,
      'c',
      inC('\twait_event_timeout(d->q, d->done, d->timeout_ms);\n\treturn 0;'),
    );
    expect(better).toContain('wait_event_timeout(d->q, d->done, msecs_to_jiffies(d->timeout_ms));');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });
});

const inTs = (body: string): string =>
  `import { WaitQueue, waitEventHrtimeout, waitEventTimeout } from 'waitq';
export async function f(q: WaitQueue, s: { ready: boolean }, timeoutSeconds: number, delayMs: number, words: Int32Array) {
${body}
}
`;

describe('no-misread-timeout in TypeScript', () => {
  it.each([
    [
      'less than 0',
      '  const left = await waitEventTimeout(q, () => s.ready, 50);\n  if (left < 0) throw new Error(); // !!',
    ],
    [
      'undefined',
      '  const left = await waitEventTimeout(q, () => s.ready, 50);\n  if (left === undefined) throw new Error(); // !!',
    ],
    [
      'a number, being a bigint',
      '  const left = await waitEventHrtimeout(q, () => s.ready, 50_000_000n);\n  if (left === 0) return; // !!',
    ],
    ['an unknown outcome', "  if (Atomics.wait(words, 0, 0, 10) === 'timeout') return; // !!"],
    ['a boolean', '  if (!Atomics.wait(words, 0, 0, 10)) return; // !!'],
    [
      'an outcome that is still to be awaited',
      "  const result = await Atomics.waitAsync(words, 0, 0, 10);\n  if (result === 'ok') return; // !!",
    ],
  ])('reports a comparison with %s', (_, body) => {
    expectMarked(inTs(body), 'typescript');
  });

  it.each([
    [
      '0',
      '  const left = await waitEventTimeout(q, () => s.ready, 50);\n  if (left === 0) throw new Error();',
    ],
    ['nothing', '  if (!(await waitEventTimeout(q, () => s.ready, 50))) throw new Error();'],
    [
      '0n',
      '  const left = await waitEventHrtimeout(q, () => s.ready, 50_000_000n);\n  if (left === 0n) return;',
    ],
    ['an outcome', "  if (Atomics.wait(words, 0, 0, 10) === 'timed-out') return;"],
    [
      'outcomes, case by case',
      "  const result = Atomics.wait(words, 0, 0, 10);\n  switch (result) {\n    case 'timed-out':\n      return;\n    case 'not-equal':\n      s.ready = true;\n  }",
    ],
    ['an awaited outcome', "  if ((await Atomics.waitAsync(words, 0, 0, 10).value) === 'timed-out') return;"],
    [
      'async',
      '  const result = Atomics.waitAsync(words, 0, 0, 10);\n  if (result.async) await result.value;',
    ],
  ])('stays silent about a comparison with %s', (_, body) => {
    expectMarked(inTs(body), 'typescript');
  });

  it.each([
    [
      'seconds for milliseconds',
      'waitEventTimeout(q, () => s.ready, timeoutSeconds)',
      'timeoutSeconds * 1_000',
    ],
    [
      'milliseconds for nanoseconds',
      'waitEventHrtimeout(q, () => s.ready, BigInt(delayMs))',
      'BigInt(delayMs) * 1_000_000n',
    ],
  ])('reports %s and suggests the conversion', (_, call, better) => {
    const code = inTs(`  return await ${call};`);
    expect(lint(RULE, 'typescript', code)).toHaveLength(1);
    const converted = suggested(RULE, 'typescript', code);
    expect(converted).toContain(better);
    expect(lint(RULE, 'typescript', converted)).toEqual([]);
  });

  it('stays silent about the unit that is wanted', () => {
    expect(
      lint(RULE, 'typescript', inTs('  return await waitEventTimeout(q, () => s.ready, delayMs);')),
    ).toEqual([]);
  });
});

describe('no-misread-timeout: what only 0 is told apart from', () => {
  it('reports an unsigned variable that may hold an error', () => {
    expectMarked(
      inC(
        '\tunsigned long left;\n\tleft = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (!left) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
      ),
    );
  });

  it('is silent in a kernel thread, where no signal comes', () => {
    const code = inC(
      '\tunsigned long left;\n\twhile (!kthread_should_stop()) {\n\t\tleft = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\t\tif (!left)\n\t\t\tpoll(d);\n\t}\n\treturn 0;',
    );
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('is silent where the error is looked for', () => {
    const code = inC(
      '\tunsigned long left = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (left == -ERESTARTSYS)\n\t\treturn -EINTR;\n\treturn 0;',
    );
    expect(lint(RULE, 'c', code)).toEqual([]);
  });

  it('reports a test for less than 0 beside one for 0 that another value reaches too', () => {
    expectMarked(
      inC(
        '\tlong i = 3;\n\tif (d->irq) {\n\t\ti = wait_event_timeout(d->q, d->done, HZ);\n\t\tif (i < 0) /* !! */\n\t\t\treturn i;\n\t} else {\n\t\twhile (i > 0 && !d->done)\n\t\t\ti--;\n\t}\n\tif (i == 0)\n\t\treturn -EIO;\n\treturn 0;',
      ),
    );
  });
});

describe('no-misread-timeout: a log', () => {
  const logs = (body: string): string =>
    inC(`\tlong left = wait_for_completion_timeout(&d->done, HZ);\n${body}\treturn use(d);`);

  it('reports one that tells of a timeout where there is time left', () => {
    const code = logs('\tif (left)\n\t\tdev_dbg(d->dev, "timed out waiting");\n');
    expect(lint(RULE, 'c', code)).toHaveLength(1);
  });

  it.each<[string, string]>([
    ['where none is left', '\tif (!left)\n\t\tdev_dbg(d->dev, "timed out waiting");\n'],
    ['of what is done next', '\tif (left)\n\t\tif (ask(d))\n\t\t\tdev_dbg(d->dev, "timed out asking");\n'],
    ['that it did not', '\tif (left)\n\t\tdev_dbg(d->dev, "not timed out");\n'],
  ])('is silent about one %s', (_, body) => {
    expect(lint(RULE, 'c', logs(body))).toEqual([]);
  });
});
