import { beforeAll, describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';

beforeAll(grammarReady);

function calls(code: string): readonly string[] {
  return lowerC(code).functions.flatMap(({ name, body }) => {
    const step = body.kind === 'sequence' ? body.body[0] : body;
    return name === '' && step?.kind === 'call' ? [step.call.name] : [];
  });
}

describe('statements outside any function', () => {
  it.each([
    ['pasted bare', 'wait_event(&my_event, (event_present == 1) );\n', ['wait_event']],
    ['as a numbered list', '  1. wait_event(q, c);\n\n  2. wake_up(&q);\n', ['wait_event', 'wake_up']],
    [
      'after a declaration',
      'wait_queue_head_t q;\ninit_waitqueue_head(&q);\nwake_up(&q);\n',
      ['init_waitqueue_head', 'wake_up'],
    ],
  ])('are read %s', (_, code, found) => {
    expect(calls(code)).toEqual(found);
  });

  it.each([
    [
      'prototypes',
      'void wake_up(struct wait_queue_head *q);\nlong prepare_to_wait_event(struct wait_queue_head *q, int state);\n',
    ],
    ['declaring macros', 'static DECLARE_WAIT_QUEUE_HEAD(q);\nDECLARE_WAIT_QUEUE_HEAD(r);\n'],
    ['exports', 'EXPORT_SYMBOL(wake_up);\n'],
    ['definitions', 'void\nwake_up(struct wait_queue_head *q)\n{\n}\n'],
    ['calls that do not end', 'wait_event(q, c'],
  ])('are not seen in %s', (_, code) => {
    expect(calls(code)).toEqual([]);
  });

  it('are fixed like any other call', () => {
    const [finding] = analyze('wait_event(&my_event, (event_present == 1) );\n', 'c').findings;
    expect(finding).toMatchObject({
      rule: 'no-wrong-queue-address',
      fix: [{ range: [11, 20], text: 'my_event' }],
    });
  });
});
