import { beforeAll, describe, expect, it } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';
import { mayBeIgnored } from '../../../rules/src/rules/shared/ignored-in-text.js';

beforeAll(grammarReady);

/** What the text of a function says about its wait; to read it is an error. */
function doubts(body: string): boolean {
  const { functions } = lowerC(`int f(struct dev *d)\n{\n${body}\n}\n`);
  return functions[0]!.mayCall!((call) => call.api.action === 'wait' && mayBeIgnored(call));
}

const WAIT = 'wait_event_interruptible(d->q, d->done)';
const TIMED = 'wait_event_interruptible_timeout(d->q, d->done, HZ)';

describe('a function that is not worth reading for the result of its wait', () => {
  it.each([
    ['returns it', `return ${WAIT};`],
    ['returns what it says', `return ${WAIT} ? -EINTR : 0;`],
    ['tests it', `if (${WAIT})\n\treturn -ERESTARTSYS;\nreturn 0;`],
    ['tests it with others', `if (unlikely(${WAIT} || d->gone))\n\treturn -EIO;\nreturn 0;`],
    ['keeps and tests it', `if ((ret = ${WAIT}))\n\treturn ret;\nreturn 0;`],
    ['tests it at once', `int ret = ${WAIT};\n/* a signal? */\nif (ret < 0)\n\tgoto out;\nout: return ret;`],
    ['tests it behind an unlock', `ret = ${WAIT};\nmutex_unlock(&d->lock);\nif (ret)\n\treturn ret;`],
    ['returns it in the end', `ret = ${WAIT};\nd->n--;\nreturn ret;`],
    ['returns the time left', `return ${TIMED};`],
    ['keeps the time apart from errors', `long left = ${TIMED};\nif (left <= 0)\n\treturn -EIO;\nreturn 0;`],
    ['tests the time for errors', `if (${TIMED} <= 0)\n\treturn -EIO;\nreturn 0;`],
  ])('%s', (_what, body) => {
    expect(doubts(body)).toBe(false);
  });
});

describe('a function is read for the result of a wait that', () => {
  it.each([
    ['is dropped', `${WAIT};`],
    ['is dropped aloud', `(void)${WAIT};`],
    ['is tested on one way only', `ret = ${WAIT};\nif (d->n)\n\treturn 0;\nif (ret)\n\treturn ret;`],
    ['is tested in another branch', `ret = ${WAIT};\nif (d->n) {\n\tif (ret)\n\t\treturn ret;\n}`],
    ['is written over', `ret = ${WAIT};\nret = 0;\nreturn ret;`],
    ['is spoken of in a comment', `ret = ${WAIT};\n/* no need to return ret; */\nd->n--;`],
    ['goes into a table', `d->ret[0] = ${WAIT};\nd->n--;`],
    ['is 0 or time left', `if (!${TIMED})\n\treturn -EIO;\nreturn 0;`],
    ['is tested for time only', `left = ${TIMED};\nif (left == 0)\n\treturn -EIO;\nreturn 0;`],
    ['is cast', `return (int)!${TIMED} ? 1 : 0;`],
  ])('%s', (_what, body) => {
    expect(doubts(body)).toBe(true);
  });
});
