import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJudge } from '../corpus/kernel-mutants/judge.mjs';
import { kinds } from '../corpus/kernel-mutants/kinds/index.mjs';
import { filesByHash, sampleOf } from '../corpus/kernel-mutants/sample.mjs';
import { applyEdits, readSource } from '../corpus/kernel-mutants/source.mjs';

/** The texts that a kind of mistake makes of a text. */
function mutantsOf(name: string, text: string): string[] {
  const kind = kinds.find((one) => one.name === name)!;
  return [...kind.mutants(readSource(text))].map(({ edits }) => applyEdits(text, edits));
}

function inFunction(...lines: string[]): string {
  return ['static int wait_for_it(struct dev *dev)', '{', ...lines.map((line) => `\t${line}`), '}', ''].join(
    '\n',
  );
}

const byHand = (...body: string[]): string =>
  inFunction(
    'DEFINE_WAIT(wait);',
    'for (;;) {',
    ...body,
    '}',
    'finish_wait(&dev->wq, &wait);',
    'use(dev);',
    'return 0;',
  );
const prepare = 'prepare_to_wait(&dev->wq, &wait, TASK_UNINTERRUPTIBLE);';
const test = 'if (dev->ready) break;';
const loop = byHand(prepare, test, 'schedule();');
const waits = 'void w(struct dev *dev)\n{\n\twait_event(dev->wq, dev->ready);\n}\n';
const queue = 'struct dev { wait_queue_head_t wq; };\n';

describe('kinds of mistakes', () => {
  it.each([
    ['removed-finish', loop, 'finish_wait(&dev->wq, &wait);', ';'],
    ['late-registration', loop, `${prepare}\n\t${test}`, `${test}\n\t${prepare}`],
    [
      'single-turn',
      loop,
      `for (;;) {\n\t${prepare}\n\t${test}\n\tschedule();\n\t}`,
      `do {\n\t${prepare}\n\t${test}\n\tschedule();\n\t} while (0);`,
    ],
    [
      'removed-running',
      inFunction(
        'for (;;) {',
        'set_current_state(TASK_INTERRUPTIBLE);',
        test,
        'schedule();',
        '}',
        'set_current_state(TASK_RUNNING);',
      ),
      'set_current_state(TASK_RUNNING);',
      ';',
    ],
    [
      'early-wake',
      waits + inFunction('dev->ready = 1;', 'wake_up(&dev->wq);'),
      'dev->ready = 1;\n\twake_up(&dev->wq);',
      'wake_up(&dev->wq);\n\tdev->ready = 1;',
    ],
    ['removed-wake', waits + inFunction('dev->ready = 1;', 'wake_up(&dev->wq);'), 'wake_up(&dev->wq);', ';'],
    [
      'dropped-barrier',
      inFunction('dev->ready = 1;', 'if (wq_has_sleeper(&dev->wq))', '\twake_up(&dev->wq);'),
      'wq_has_sleeper',
      'waitqueue_active',
    ],
    [
      'dropped-result',
      inFunction('ret = wait_event_interruptible(dev->wq, dev->ready);', 'if (ret) return ret;', 'use(dev);'),
      'ret = wait_event_interruptible(dev->wq, dev->ready);\n\tif (ret) return ret;',
      'wait_event_interruptible(dev->wq, dev->ready);\n\t;',
    ],
    [
      'negative-timeout',
      inFunction('if (!wait_event_timeout(dev->wq, dev->ready, HZ)) return -EIO;'),
      '!wait_event_timeout(dev->wq, dev->ready, HZ)',
      'wait_event_timeout(dev->wq, dev->ready, HZ) < 0',
    ],
    [
      'inverted-timeout',
      inFunction('left = wait_event_timeout(dev->wq, dev->ready, HZ);', 'if (left == 0) return -EIO;'),
      'left == 0',
      'left',
    ],
    ['added-address', inFunction('wait_event(dev->wq, dev->ready);'), 'wait_event(dev', 'wait_event(&dev'],
    ['dropped-address', queue + inFunction('wake_up(&dev->wq);'), '&dev', 'dev'],
    ['mixed-queues', queue + inFunction('wake_up(&dev->wq);'), 'wake_up', 'swake_up_one'],
    [
      'blocking-condition',
      'static int look(struct dev *d)\n{\n\tmutex_lock(&d->m);\n\treturn 1;\n}\n' +
        inFunction('wait_event(dev->wq, dev->ready);'),
      ', dev->ready)',
      ', (dev->ready) && look(0))',
    ],
  ])('%s', (name, right, before, after) => {
    expect(right).toContain(before);
    expect(mutantsOf(name, right)).toEqual([right.replace(before, after)]);
  });

  it('puts sleeps into sections, and into what they call', () => {
    const helper = 'static void count(struct dev *d)\n{\n\tint n = 1;\n\n\td->n += n;\n}\n';
    const text = helper + inFunction('spin_lock(&dev->lock);', 'count(dev);', 'spin_unlock(&dev->lock);');
    expect(mutantsOf('sleep-in-section', text)).toEqual([expect.stringMatching(/\(.*\);? count\(dev\);/)]);
    expect(mutantsOf('sleep-in-helper', text)).toEqual([expect.stringMatching(/\(.*\); d->n \+= n;/)]);
  });

  it.each([
    ['removed-finish', 'two ways to finish', loop.replace('use(dev)', 'finish_wait(&dev->wq, &wait)')],
    [
      'late-registration',
      'a lock that is dropped in between',
      loop.replace('schedule', 'unlock(dev);\n\tschedule'),
    ],
    [
      'late-registration',
      'a signal, which ends any sleep',
      loop.replace('dev->ready', 'signal_pending(current)'),
    ],
    ['single-turn', 'a test behind it', loop.replace('use(dev)', 'if (dev->ready) use(dev)')],
    ['early-wake', 'something nobody waits for', waits + inFunction('dev->n = 1;', 'wake_up(&dev->wq);')],
    [
      'early-wake',
      'a lock',
      waits + inFunction('spin_lock(&l);', 'dev->ready = 1;', 'wake_up(&dev->wq);', 'spin_unlock(&l);'),
    ],
    [
      'dropped-result',
      'the condition tested again',
      inFunction(
        'if (wait_event_interruptible(dev->wq, dev->ready)) return -1;',
        'if (!dev->ready) return 1;',
      ),
    ],
    [
      'sleep-in-section',
      'a section that is left',
      inFunction('spin_lock(&l);', 'f();', 'if (x) spin_unlock(&l);'),
    ],
    [
      'removed-finish',
      'conditional lines',
      loop.replace('\tuse', '#ifdef A\n\tuse').replace('(dev);\n\tret', '(dev);\n#endif\n\tret'),
    ],
    [
      'removed-finish',
      'comments and strings',
      inFunction('/* DEFINE_WAIT(w); */', 'log("finish_wait(&q, &w);");'),
    ],
  ])('%s leaves alone %s', (name, _, text) => {
    expect(mutantsOf(name, text)).toEqual([]);
  });
});

describe('sampling and judging', () => {
  let tree: string;
  beforeAll(() => {
    tree = mkdtempSync(join(tmpdir(), 'waitq-mutants-'));
    for (const name of ['a.c', 'b.c', 'c.c']) writeFileSync(join(tree, name), loop);
    writeFileSync(join(tree, 'd.txt'), loop);
  });
  afterAll(() => rmSync(tree, { recursive: true }));

  it('takes as many as asked for, the same each time', () => {
    const files = filesByHash(tree);
    expect([...files].sort()).toEqual(['a.c', 'b.c', 'c.c']);
    const wanted = kinds.filter(({ name }) => name === 'removed-finish');
    const sample = [...sampleOf(tree, files, wanted, 2)].map(({ file }) => file);
    expect(sample).toEqual(files.slice(0, 2));
  });

  it('counts a mutant as found when its rule says something new in its function', async () => {
    const isFound = await createJudge(tree);
    const [site] = sampleOf(
      tree,
      ['a.c'],
      kinds.filter(({ name }) => name === 'removed-finish'),
      1,
    );
    expect(isFound(site!)).toBe(true);
    const harmless = { ...site!.mutant, edits: [{ start: 0, end: 0, text: '/* the same */ ' }] };
    expect(isFound({ ...site!, mutant: harmless })).toBe(false);
    const otherRule = { ...site!.kind, rule: 'no-sleep-on' };
    expect(isFound({ ...site!, kind: otherRule })).toBe(false);
  });
});
