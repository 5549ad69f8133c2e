import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-ignored-interrupt';
const inC = (body: string, head = 'int f(struct d *d)'): string => `${head}\n{\n${body}\n}\n`;
const expectMarked = (code: string, language: 'c' | 'typescript' = 'c'): void =>
  expect(linesOf(RULE, language, code)).toEqual(marked(code));

describe('no-ignored-interrupt in C', () => {
  it.each([
    ['dropped', '\twait_event_interruptible(d->q, d->done); /* !! */\n\treturn 0;'],
    [
      'assigned and overwritten',
      '\tint ret = wait_event_interruptible(d->q, d->done); /* !! */\n\tret = go(d);\n\treturn ret;',
    ],
    [
      'assigned and never read',
      '\tint ret = wait_event_killable(d->q, d->done); /* !! */\n\tuse(d);\n\treturn 0;',
    ],
    ['bit', '\twait_on_bit(&d->word, 3, TASK_KILLABLE); /* !! */\n\treturn 0;'],
    [
      'negative taken for time left',
      '\tlong t = wait_event_interruptible_timeout(d->q, d->done, HZ); /* !! */\n\tif (!t)\n\t\treturn -EIO;\n\tuse(d);\n\treturn 0;',
    ],
    [
      'the same in one expression',
      '\tif (wait_event_interruptible_timeout(d->q, d->n == 1, HZ) == 0) /* !! */\n\t\treturn -EIO;\n\treturn 0;',
    ],
    [
      'dropped where the completion lies on the stack, whatever else the waker writes beside it',
      '\tstruct answer answer;\n\tinit_completion(&answer.done);\n\task(d, &answer);\n\twait_for_completion_interruptible(&answer.done); /* !! */\n\tif (answer.error)\n\t\treturn answer.error;\n\treturn 0;',
    ],
    [
      'spinning',
      '\twhile (!d->done)\n\t\twait_event_interruptible(d->q, d->done); /* !! */\n\tuse(d);\n\treturn 0;',
    ],
    [
      'spinning until an attempt succeeds',
      '\tint ret;\n\n\tfor (;;) {\n\t\tret = has_room(d);\n\t\tif (!ret)\n\t\t\tbreak;\n\t\twait_for_completion_interruptible(&d->freed); /* !! */\n\t\treinit_completion(&d->freed);\n\t}\n\treturn 0;',
    ],
    [
      'spinning, with a count of who waits',
      '\twhile (!d->done) {\n\t\t++d->waiting;\n\t\tspin_unlock(&d->lock);\n\t\twait_event_interruptible(d->q, d->done); /* !! */\n\t\tspin_lock(&d->lock);\n\t\t--d->waiting;\n\t}\n\tuse(d);\n\treturn 0;',
    ],
    [
      'working in a loop',
      '\tfor (;;) {\n\t\twait_event_interruptible(d->q, d->done); /* !! */\n\t\tuse(d);\n\t}',
    ],
  ])('reports a result that is %s', (_, body) => {
    expectMarked(inC(body));
  });

  it('says that a loop spins, though it may also be left by a test that has nothing to do with the condition', () => {
    const loop = (head: string, condition: string): string =>
      inC(
        `\twhile (${head}!${condition})\n\t\twait_event_interruptible(d->q, ${condition});\n\tuse(d);\n\treturn 0;`,
        'int f(struct d *d, int flags)',
      );
    for (const code of [loop('', 'd->done'), loop('!(flags & NOWAIT) && ', 'is_done(d)')]) {
      expect(lint(RULE, 'c', code).map(({ message }) => message)).toEqual([
        expect.stringContaining('this loop spins'),
      ]);
    }
  });

  it.each([
    [
      'whose completion lies elsewhere, beside an error that is tested',
      '\twait_for_completion_interruptible(&d->done);\n\tif (d->error)\n\t\treturn d->error;\n\treturn 0;',
    ],
    ['returned', '\treturn wait_event_interruptible(d->q, d->done);'],
    ['tested', '\tif (wait_event_interruptible(d->q, d->done))\n\t\treturn -EINTR;\n\treturn 0;'],
    [
      'assigned and tested later',
      '\tint ret = wait_event_interruptible(d->q, d->done);\n\tlock(d);\n\tif (d->dead)\n\t\treturn -EIO;\n\telse if (ret < 0)\n\t\treturn ret;\n\treturn 0;',
    ],
    [
      'switched over',
      '\tlong t = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tswitch (t) {\n\tcase 0:\n\t\treturn -EIO;\n\tcase -ERESTARTSYS:\n\t\treturn -EINTR;\n\tdefault:\n\t\treturn 0;\n\t}',
    ],
    ['handed on', '\treturn translate(wait_event_interruptible(d->q, d->done));'],
    [
      'of a time-out, and compared with <= 0',
      '\tlong t = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (t <= 0)\n\t\treturn -EIO;\n\tuse(d);\n\treturn 0;',
    ],
    [
      'void with a reason',
      '\t(void)wait_event_interruptible(d->q, d->done);\n\t/* done no matter what */\n\treturn 0;',
    ],
    [
      'explained',
      '\t/* A signal only makes this return early. */\n\twait_event_interruptible(d->q, d->done);\n\treturn 0;',
    ],
  ])('stays silent about a result that is %s', (_, body) => {
    expectMarked(inC(body));
  });

  it.each([
    [
      'the condition is tested again and failed on',
      '\twait_event_interruptible(d->q, d->state != BUSY);\n\tif (d->state != DONE)\n\t\treturn -EIO;\n\treturn 0;',
    ],
    ['the condition is returned', '\twait_event_interruptible(d->q, d->done);\n\treturn d->done;'],
    [
      'another field of the object tells',
      '\twait_event_interruptible(d->q, d->done);\n\tif (d->error)\n\t\treturn -EIO;\n\tuse(d);\n\treturn 0;',
    ],
    [
      'signal_pending() is asked',
      '\twait_event_interruptible(d->q, d->done);\n\tif (signal_pending(current))\n\t\treturn -ERESTARTSYS;\n\tuse(d);\n\treturn 0;',
    ],
    [
      'the result is looked at only when it matters',
      '\tint ret;\n\twhile (d->busy) {\n\t\tret = wait_event_interruptible(d->q, !d->busy);\n\t\tif (d->strict && ret)\n\t\t\treturn ret;\n\t}\n\treturn 0;',
    ],
    [
      'the timeout is ignored in the same way',
      '\tlong t = wait_event_interruptible_timeout(d->q, d->done, HZ);\n\tif (!t)\n\t\tdev_warn(d->dev, "slow");\n\tuse(d);\n\treturn 0;',
    ],
    ['every way out fails', '\twait_event_interruptible(d->q, d->done);\n\treturn -ENODEV;'],
  ])('stays silent when %s', (_, body) => {
    expectMarked(inC(body));
  });

  it('stays silent in kernel threads and work items, and in what only they call', () => {
    const helper =
      'static void nap(struct d *d)\n{\n\twait_event_interruptible(d->q, d->done);\n\tuse(d);\n}\n';
    const thread = 'static int run(void *d)\n{\n\tnap(d);\n\treturn 0;\n}\n';
    const start = 'int start(struct d *d)\n{\n\td->task = kthread_run(run, d, "d");\n\treturn 0;\n}\n';
    expect(lint(RULE, 'c', helper + thread)).toHaveLength(1);
    expect(lint(RULE, 'c', helper + thread + start)).toEqual([]);
    expect(lint(RULE, 'c', helper.replace('nap', 'work') + 'static DECLARE_WORK(w, work);\n')).toEqual([]);
    expect(
      lint(RULE, 'c', helper + thread + start.replace('d->', 'allow_signal(SIGKILL); d->')),
    ).toHaveLength(1);
    const item = helper.replace('nap(struct d *d)', 'work(struct work_struct *d)');
    expect(lint(RULE, 'c', item)).toEqual([]);
    const table = 'static const struct ops ops = { .nap = nap };\n';
    expect(lint(RULE, 'c', helper + thread + start + table)).toHaveLength(1);
  });

  it('stays silent in a thread as articles show it', () => {
    const loop = (head: string, work: string): string =>
      `static int run(void *unused)\n{\n${head}\tallow_signal(SIGKILL);\n\tfor (;;) {\n\t\twait_event_interruptible(q, test_bit(1, &flags));\n${work}\t\tclear_bit(1, &flags);\n\t}\n}\n`;
    expect(lint(RULE, 'c', loop('', ''))).toHaveLength(1);
    expect(lint(RULE, 'c', loop('', '...\n...\t/* some processing */\n'))).toEqual([]);
    expect(lint(RULE, 'c', loop('\tdaemonize("run");\n', ''))).toEqual([]);
  });

  it('stays silent where a function may as well not wait, and about helpers whose callers look', () => {
    const throttle =
      '\tif (atomic_read(&d->items) < 100)\n\t\treturn;\n\twait_event_interruptible(d->q, few(d));';
    expect(lint(RULE, 'c', inC(throttle, 'void f(struct d *d)'))).toEqual([]);
    const wait = inC('\twait_event_interruptible(d->q, d->done);', 'void f(struct d *d)');
    expect(lint(RULE, 'c', wait).map(({ confidence }) => confidence)).toEqual(['medium']);
    expect(lint(RULE, 'c', `static ${wait}int g(struct d *d)\n{\n\tf(d);\n\treturn d->done;\n}\n`)).toEqual(
      [],
    );
  });

  it('stays silent about functions that only wait and whose name or lock tells the callers to look', () => {
    const wait = '\twait_event_interruptible(d->q, d->done);';
    expect(lint(RULE, 'c', inC(wait, 'void d_wait(struct d *d)'))).toHaveLength(1);
    expect(lint(RULE, 'c', inC(wait, 'void d_wait_interruptible(struct d *d)'))).toEqual([]);
    const dance = `\td_unlock(d);\n${wait}\n\td_lock(d);`;
    expect(lint(RULE, 'c', inC(dance, 'void d_wait(struct d *d)'))).toEqual([]);
  });

  it('suggests to return the error, and the wait that no signal ends', () => {
    const code = inC('\twait_event_interruptible(d->q, d->done);\n\treturn 0;');
    const returned = suggested(RULE, 'c', code);
    expect(returned).toContain('\tif (wait_event_interruptible(d->q, d->done))\n\t\treturn -ERESTARTSYS;\n');
    expect(lint(RULE, 'c', returned)).toEqual([]);
    const uninterruptible = suggested(RULE, 'c', code, 1);
    expect(uninterruptible).toContain('\twait_event(d->q, d->done);');
    expect(lint(RULE, 'c', uninterruptible)).toEqual([]);
  });

  it('does not suggest a return that would leave a lock held, or break an else', () => {
    const locked = inC(
      '\tmutex_lock(&d->lock);\n\twait_event_interruptible(d->q, d->done);\n\tmutex_unlock(&d->lock);\n\treturn 0;',
    );
    expect(lint(RULE, 'c', locked)[0]!.suggestions).toHaveLength(1);
    const nested = inC(
      '\tif (d->x)\n\t\twait_event_interruptible(d->q, d->done);\n\telse\n\t\tuse(d);\n\treturn 0;',
    );
    expect(lint(RULE, 'c', nested)[0]!.suggestions).toHaveLength(1);
  });
});

const HEAD = "import { WaitQueue, waitEvent, waitEventInterruptible } from 'waitq';\n";
const inTs = (body: string): string =>
  `${HEAD}export async function f(q: WaitQueue, s: { ready: boolean; use(): void }, signal: AbortSignal) {\n${body}\n}\n`;

describe('no-ignored-interrupt in TypeScript', () => {
  it.each([
    [
      'an empty catch',
      '  try {\n    await waitEvent(q, () => s.ready, { signal }); // !!\n  } catch {}\n  s.use();',
    ],
    [
      'a catch that logs',
      '  try {\n    await waitEventInterruptible(q, () => s.ready); // !!\n  } catch (e) {\n    console.error(e);\n  }\n  s.use();',
    ],
    [
      'a catch of the interruption alone',
      '  try {\n    await waitEvent(q, () => s.ready, { signal }); // !!\n  } catch (e) {\n    if (!(e instanceof TypeError)) throw e;\n  }\n  s.use();',
    ],
    ['.catch()', '  await waitEventInterruptible(q, () => s.ready).catch(() => {}); // !!\n  s.use();'],
    [
      'a loop that spins',
      '  while (!s.ready) {\n    try {\n      await waitEvent(q, () => s.ready, { signal }); // !!\n    } catch {}\n  }\n  s.use();',
    ],
  ])('reports a rejection swallowed by %s', (_, body) => {
    expectMarked(inTs(body), 'typescript');
  });

  it.each([
    [
      'returns',
      '  try {\n    await waitEvent(q, () => s.ready, { signal });\n  } catch {\n    return;\n  }\n  s.use();',
    ],
    [
      'breaks',
      '  for (;;) {\n    try {\n      await waitEvent(q, () => s.ready, { signal });\n    } catch {\n      break;\n    }\n    s.use();\n  }',
    ],
    [
      'remembers',
      '  let ok = true;\n  try {\n    await waitEvent(q, () => s.ready, { signal });\n  } catch {\n    ok = false;\n  }\n  if (ok) s.use();',
    ],
    [
      'skips what depends on it',
      '  try {\n    await waitEvent(q, () => s.ready, { signal });\n    s.use();\n  } catch {}',
    ],
    [
      'is followed by a new test',
      '  try {\n    await waitEvent(q, () => s.ready, { signal });\n  } catch {}\n  if (!s.ready) return;\n  s.use();',
    ],
    ['cannot be reached', '  try {\n    await waitEvent(q, () => s.ready);\n  } catch {}\n  s.use();'],
    [
      'asks the signal',
      '  try {\n    await waitEvent(q, () => s.ready, { signal });\n  } catch {}\n  if (signal.aborted) return;\n  s.use();',
    ],
  ])('stays silent when the catch %s', (_, body) => {
    expectMarked(inTs(body), 'typescript');
  });
});

const SHARED = 'const a = new Int32Array(new SharedArrayBuffer(8));\n';
const withWord = (body: string): string => `${SHARED}export function f(port: MessagePort) {\n${body}\n}\n`;

describe('no-ignored-interrupt with Atomics', () => {
  it.each([
    [
      'of a timed wait',
      '  Atomics.store(a, 0, 0);\n  port.postMessage(a);\n  Atomics.wait(a, 0, 0, 9); // !!\n  const n = a[1];\n  return n;',
    ],
    [
      'on a word that keeps the last answer',
      '  port.postMessage(a);\n  Atomics.wait(a, 0, 0); // !!\n  const n = a[1];\n  return n;',
    ],
    [
      'of waitAsync, taken for a promise',
      '  Atomics.waitAsync(a, 0, 0).value.then(() => port.close()); // !!',
    ],
    [
      'of waitAsync, kept and taken for a promise',
      '  const r = Atomics.waitAsync(a, 0, 0); // !!\n  r.value.then(() => port.close());',
    ],
    [
      'of waitAsync, seen to only when there is a promise',
      '  const { async: sleeps, value } = Atomics.waitAsync(a, 0, 0); // !!\n  if (sleeps) value.then(() => port.close());',
    ],
    [
      'of waitAsync, kept and seen to only when there is a promise',
      '  const r = Atomics.waitAsync(a, 0, 0); // !!\n  if (r.async) r.value.then(() => port.close());',
    ],
  ])('reports the ignored result %s', (_, body) => {
    expectMarked(withWord(body), 'typescript');
  });

  it.each([
    [
      'the word is put back before',
      '  Atomics.store(a, 0, 0);\n  port.postMessage(a);\n  Atomics.wait(a, 0, 0);\n  const n = a[1];\n  return n;',
    ],
    ['it is a pause', '  Atomics.wait(a, 0, 0, 10);\n  port.close();'],
    [
      'the word is tested again',
      '  for (;;) {\n    const n = Atomics.load(a, 0);\n    if (n !== 0) return n;\n    Atomics.wait(a, 0, n, 10);\n  }',
    ],
    [
      'the result is tested',
      "  const r = Atomics.wait(a, 0, 0, 10);\n  if (r === 'timed-out') return 0;\n  const n = a[1];\n  return n;",
    ],
    [
      'async is asked',
      '  const r = Atomics.waitAsync(a, 0, 0);\n  if (r.async) r.value.then(() => port.close());\n  else port.close();',
    ],
    [
      'the way without a promise goes on',
      '  const { async, value } = Atomics.waitAsync(a, 0, 0);\n  if (async) return void value.then(() => port.close());\n  port.close();',
    ],
    [
      'the promise and the answer go the same way',
      '  const { async, value } = Atomics.waitAsync(a, 0, 0);\n  if (async) value.then(() => port.close());\n  port.start();',
    ],
  ])('stays silent when %s', (_, body) => {
    expectMarked(withWord(body), 'typescript');
  });
});

describe('no-ignored-interrupt with promises made by hand', () => {
  const withAbort = (
    onAborted: string,
  ): string => `export function take(queue: (() => void)[], signal: AbortSignal) {
  return new Promise<void>((resolve, reject) => {
    ${onAborted}
    signal.addEventListener('abort', () => reject(signal.reason));
    queue.push(resolve);
  });
}
`;
  const strict = (code: string) =>
    analyze(code, 'typescript', { path: 'a.ts', rules: { [RULE]: { promises: true } } }).findings;

  it('reports a signal that is aborted already and ignored, in strict only', () => {
    const code = withAbort('if (signal.aborted) return;');
    expect(strict(code).map(({ message }) => message)).toEqual([
      expect.stringContaining(
        'line 3 leaves as if none had been given, while one that is aborted later rejects (line 4)',
      ),
    ]);
    expect(lint(RULE, 'typescript', code)).toEqual([]);
  });

  it.each([
    ['rejects', 'if (signal.aborted) return reject(signal.reason);'],
    ['throws', 'if (signal.aborted) throw signal.reason;'],
    ['resolves', 'if (signal.aborted) {\n      resolve();\n      return;\n    }'],
    ['asks the signal itself', 'signal.throwIfAborted();'],
  ])('stays silent when it %s', (_, onAborted) => {
    expect(strict(withAbort(onAborted))).toEqual([]);
  });

  it('reports a signal that the file never looks at before it listens', () => {
    const code = withAbort('');
    expect(strict(code).map(({ message }) => message)).toEqual([
      expect.stringContaining('aborted already emits nothing, and nobody looks'),
    ]);
    expect(strict(`${code}\nconst controller = new AbortController();`)).toEqual([]);
    expect(strict(code.replaceAll('signal.', 'controller.signal.'))).toEqual([]);
  });
});
