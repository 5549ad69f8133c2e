import { beforeAll, describe, expect, it } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';
import { mayBeMisread } from '../../../rules/src/rules/shared/misread-in-text.js';

beforeAll(grammarReady);

/** What the text of a function says about its waits; to read one is an error. */
function doubts(body: string): boolean {
  const { functions } = lowerC(`int f(struct dev *d)\n{\n${body}\n}\n`);
  return functions[0]!.mayCall!(mayBeMisread);
}

const WAIT = 'wait_event_timeout(d->q, d->done, HZ)';
const KILLABLE = 'wait_event_killable_timeout(d->q, d->done, HZ)';

describe('a function that is not worth reading for the result of its timed wait', () => {
  it.each([
    ['drops it', `${WAIT};`],
    ['drops it in a branch', `if (d->n)\n\t${WAIT};\nelse\n\t${WAIT};`],
    ['drops it behind a label', `again:\n\t${WAIT};`],
    ['says that it drops it', `(void)${WAIT};`],
    ['answers a timeout for 0', `if (!${WAIT})\n\treturn -ETIMEDOUT;\nreturn 0;`],
    ['compares with 0', `if (${WAIT} == 0) {\n\tdev_err(d->dev, "timed out");\n\treturn -EIO;\n}\nreturn 0;`],
    ['asks for more as well', `if (!${WAIT} && !d->done)\n\treturn -ETIMEDOUT;\nreturn 0;`],
    ['waits until there is time left', `while (${WAIT} <= 0)\n\tpoll(d);`],
    ['keeps it', `unsigned long left = ${WAIT};\nstop(d);\nif (!left)\n\treturn -ETIME;\nreturn 0;`],
    ['chooses by it', `long left;\nleft = ${WAIT};\nreturn left ? 0 : -ETIMEDOUT;`],
    [
      'tells errors apart',
      `long n = ${KILLABLE};\nif (n < 0)\n\treturn n;\nif (n == 0)\n\treturn -ETIME;\nreturn 0;`,
    ],
    ['names a time-out in no message', `if (${WAIT})\n\tset(d->timeout, "on");\nreturn 0;`],
  ])('%s', (_what, body) => {
    expect(doubts(body)).toBe(false);
  });
});

describe('a function is read for the result of its timed wait that', () => {
  it.each([
    ['is compared with less than 0', `if (${WAIT} < 0)\n\treturn -EIO;\nreturn 0;`],
    ['is compared with less than 0 later', `long left = ${WAIT};\nif (left < 0)\n\treturn left;\nreturn 0;`],
    ['is compared with an error', `long left = ${WAIT};\nif (left == -EINTR)\n\treturn left;\nreturn 0;`],
    ['is a timeout where it is not 0', `if (${WAIT})\n\treturn -ETIMEDOUT;\nreturn 0;`],
    ['is a timeout behind the branch', `long left = ${WAIT};\nif (!left)\n\treturn 0;\nreturn -ETIMEDOUT;`],
    ['is a timeout in the other branch', `if (!${WAIT})\n\tn = 0;\nelse\n\tlog("timed out");`],
    ['is chosen by the wrong way round', `long left = ${WAIT};\nreturn left ? -ETIMEDOUT : 0;`],
    [
      'is an error in an unsigned variable',
      `int a;\nunsigned long left = ${KILLABLE};\nif (left < 0)\n\treturn 1;\nreturn 0;`,
    ],
    ['is cast and returned', `return (int)${WAIT};`],
    ['is cast and kept', `int left = (int)${WAIT};\nif (left < 0)\n\treturn left;\nreturn 0;`],
    ['goes into a structure', `d->left = ${WAIT};\nif (d->left < 0)\n\treturn 1;\nreturn 0;`],
    ['is part of a value', `long left = 1 + ${WAIT};\nif (left < 0)\n\treturn 1;\nreturn 0;`],
    ['is 0 for success', 'if (wait_event_hrtimeout(d->q, d->done, t))\n\treturn 0;\nreturn -EIO;'],
    ['has a branch that others jump into', `if (!${WAIT}) {\nfail:\n\treturn -ETIMEDOUT;\n}\nreturn 0;`],
  ])('%s', (_what, body) => {
    expect(doubts(body)).toBe(true);
  });
});
