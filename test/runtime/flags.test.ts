import { describe, expect, it } from 'vitest';
import * as flags from '../../runtime/src/flags.js';
import { TASK_UNINTERRUPTIBLE } from '../../runtime/src/state.js';

describe('flags that the hot path spells out', () => {
  const { ASLEEP, EXCLUSIVE, STATE_SHIFT, TAIL, TESTING } = flags;
  it.each([
    ['ASLEEP_TESTING', ASLEEP | TESTING],
    ['LAST', EXCLUSIVE | TAIL],
    ['UNINTERRUPTIBLE', TASK_UNINTERRUPTIBLE << STATE_SHIFT],
    ['UNINTERRUPTIBLE_TESTING', (TASK_UNINTERRUPTIBLE << STATE_SHIFT) | ASLEEP | TESTING],
  ] as const)('%s is made of the others', (name, parts) => {
    expect(flags[name]).toBe(parts);
  });
});
