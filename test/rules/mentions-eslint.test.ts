import { expect, it } from 'vitest';
import { mentionsEslint } from '../../rules/src/mentions-eslint.js';

it.each([
  ['/* eslint-disable waitq/no-sleep-on */', true],
  ['// see eslint', true],
  ['splinter', false],
  ['/* lint */', false],
  ['', false],
])('%s: %s', (text, expected) => {
  expect(mentionsEslint(text)).toBe(expected);
});
