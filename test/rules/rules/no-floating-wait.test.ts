import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-floating-wait';

const imports = `import { schedule, waitEvent, waitEventTimeout } from 'waitq';
import { swaitEvent } from 'waitq/swait';
`;
const inAsync = (body: string): string => `${imports}export async function f(q, dev, w, a) {\n${body}\n}\n`;

describe('no-floating-wait reports', () => {
  it.each<[string, string]>([
    ['a wait as a statement', '  waitEvent(q, () => dev.ready); // !!\n  dev.use();'],
    ['a sleep as a statement', '  schedule(w); // !!'],
    ['a wait on a simple queue', '  swaitEvent(q, () => dev.ready); // !!'],
    ['a wait behind &&', '  dev.slow && waitEvent(q, () => dev.ready); // !!'],
    ['a wait under void', '  void waitEvent(q, () => dev.ready); // !!'],
    [
      'a promise tested in place of its outcome',
      '  if (waitEventTimeout(q, () => dev.ready, 100)) dev.use(); // !!',
    ],
    [
      'a promise compared in place of its outcome',
      '  return waitEventTimeout(q, () => dev.ready, 100) === 0; // !!',
    ],
    [
      'a promise in a variable that nobody reads',
      '  const waiting = waitEvent(q, () => dev.ready); // !!\n  dev.use();',
    ],
    [
      'waits collected and dropped',
      '  Promise.all([waitEvent(q, () => dev.a), waitEvent(q, () => dev.b)]); // !!',
    ],
    [
      'a wait in a callback that nobody awaits',
      '  dev.on("x", () => {\n    waitEvent(q, () => dev.ready); // !!\n  });',
    ],
    ['an awaited waitAsync result', '  await Atomics.waitAsync(a, 0, 0); // !!'],
    ['a dropped waitAsync result', '  Atomics.waitAsync(a, 0, 0); // !!'],
    ['a dropped waitAsync value', '  Atomics.waitAsync(a, 0, 0).value; // !!'],
  ])('%s', (_, body) => {
    const code = inAsync(body);
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('a call by another name and a waitAsync taken off Atomics', () => {
    const code = `import * as wq from 'waitq';
import { waitEvent as until } from 'waitq/threads';
const { waitAsync } = Atomics;
export async function f(q, dev, a) {
  wq.waitEvent(q, () => dev.ready); // !!
  until(q, () => dev.ready); // !!
  waitAsync(a, 0, 0).value; // !!
}
`;
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
  });

  it('a wait of a project', () => {
    const { findings } = analyze('export async function f(q) {\n  q.untilIdle();\n}\n', 'javascript', {
      rules: { [RULE]: {} },
      api: [{ name: 'q.untilIdle', language: 'js', action: 'wait', family: 'wait', awaits: true, doc: '' }],
    });
    expect(findings).toHaveLength(1);
  });
});

describe('no-floating-wait stays silent about', () => {
  it.each<[string, string]>([
    ['an awaited wait', '  await waitEvent(q, () => dev.ready);'],
    ['an awaited outcome', '  if ((await waitEventTimeout(q, () => dev.ready, 100)) === 0) return;'],
    ['a returned wait', '  return waitEvent(q, () => dev.ready);'],
    ['a wait that an arrow function returns', '  return dev.map((d) => waitEvent(q, () => d.ready));'],
    [
      'waits collected in Promise.all',
      '  await Promise.all([waitEvent(q, () => dev.a), waitEvent(q, () => dev.b)]);',
    ],
    [
      'a wait awaited later',
      '  const waiting = waitEvent(q, () => dev.ready);\n  dev.start();\n  await waiting;',
    ],
    ['a wait kept in a field', '  dev.waiting = waitEvent(q, () => dev.ready);'],
    ['a wait handed on', '  dev.track(waitEvent(q, () => dev.ready));'],
    ['a wait with handlers', '  waitEvent(q, () => dev.ready).then(dev.use, dev.fail);'],
    ['a waitAsync value that is awaited', '  await Atomics.waitAsync(a, 0, 0).value;'],
    [
      'a waitAsync result that is looked at',
      '  const r = Atomics.waitAsync(a, 0, 0);\n  if (r.async) await r.value;',
    ],
    ['a waitAsync value with a handler', '  Atomics.waitAsync(a, 0, 0).value.then(dev.use);'],
    ['a blocking wait', '  Atomics.wait(a, 0, 0);'],
  ])('%s', (_, body) => {
    expect(lint(RULE, 'typescript', inAsync(body))).toEqual([]);
  });

  it('a function of that name from elsewhere', () => {
    expect(
      lint(RULE, 'typescript', "import 'waitq';\nimport { waitEvent } from './mine.js';\nwaitEvent(1, 2);\n"),
    ).toEqual([]);
  });

  it('void with the option ignoreVoid', () => {
    const code = inAsync('  void waitEvent(q, () => dev.ready);');
    const { findings } = analyze(code, 'typescript', { rules: { [RULE]: { ignoreVoid: true } } });
    expect(findings).toEqual([]);
  });
});

describe('no-floating-wait suggests', () => {
  it.each<[string, string, string]>([
    ['await', '  waitEvent(q, () => dev.ready);', 'await waitEvent(q, () => dev.ready);'],
    ['await in place of void', '  void waitEvent(q, () => dev.ready);', '  await waitEvent('],
    [
      'await in a test',
      '  if (!waitEventTimeout(q, () => dev.ok, 9)) return;',
      'if (!await waitEventTimeout(',
    ],
    [
      'the value of waitAsync',
      '  await Atomics.waitAsync(a, 0, 0);',
      'await Atomics.waitAsync(a, 0, 0).value;',
    ],
    ['await and value', '  Atomics.waitAsync(a, 0, 0);', 'await Atomics.waitAsync(a, 0, 0).value;'],
  ])('%s, which lints clean', (_, body, expected) => {
    const better = suggested(RULE, 'typescript', inAsync(body));
    expect(better).toContain(expected);
    expect(lint(RULE, 'typescript', better)).toEqual([]);
  });

  it('await in an async method and at the top level of a module', () => {
    const method =
      "import { waitEvent } from 'waitq';\nclass A {\n  async go(q) {\n    waitEvent(q, () => this.x);\n  }\n}\n";
    expect(suggested(RULE, 'javascript', method)).toContain('await waitEvent(');
    const top = "import { waitEvent } from 'waitq';\nwaitEvent(q, () => globalThis.x);\n";
    expect(suggested(RULE, 'javascript', top)).toContain('await waitEvent(');
  });

  it('nothing where await cannot stand', () => {
    const code = `${imports}export function f(q, dev) {\n  waitEvent(q, () => dev.ready);\n}\n`;
    expect(lint(RULE, 'typescript', code)[0]?.suggestions).toEqual([]);
  });
});

describe('no-floating-wait with the option promises', () => {
  const found = (second: string) => {
    const code = `class Adapter {
  async send(frame) {
    const answer = this.waitForAnswer(frame.id);
    return answer.start().promise;
  }
  async broadcast(frame) {
    let answer;
    ${second}
    return answer?.start().promise;
  }
  waitForAnswer(id) {
    return this.waitress.waitFor(id);
  }
}
`;
    return analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings;
  };

  it('reports the one call that drops what the others keep', () => {
    const [finding, ...rest] = found('this.waitForAnswer(frame.id);');
    expect(rest).toEqual([]);
    expect(finding).toMatchObject({
      confidence: 'medium',
      message: expect.stringContaining('the other call') as string,
    });
  });

  it.each([
    'answer = this.waitForAnswer(frame.id);',
    'await this.waitForAnswer(frame.id);',
    'this.waitForAnswer(frame.id, (error) => log(error));',
    'this.send(frame);',
  ])('stays silent about %s', (second) => {
    expect(found(second)).toEqual([]);
  });
});
