import { expect, test } from 'vitest';
import { defaultSettings, readSettings } from '../../server/src/settings.js';

const names = new Set(['no-sleep-on', 'require-finish-wait']);

test('nothing said: the defaults hold', () => {
  for (const value of [undefined, null, {}, 3, []]) {
    expect(readSettings(value, names)).toEqual({ settings: defaultSettings, problems: [] });
  }
});

test('rules go by their name with or without prefix', () => {
  const { settings } = readSettings(
    { rules: { 'waitq/no-sleep-on': 'warn', 'require-finish-wait': 'off' } },
    names,
  );
  expect(settings.rules).toEqual({ 'no-sleep-on': 'warn', 'require-finish-wait': 'off' });
});

test('what cannot be used is named with its value, and the rest holds', () => {
  const { settings, problems } = readSettings(
    {
      enable: 'yes',
      preset: 'lax',
      rules: { 'no-nap': 'off', 'no-sleep-on': 2, 'require-finish-wait': 'warn' },
    },
    names,
  );
  expect(settings).toEqual({ ...defaultSettings, rules: { 'require-finish-wait': 'warn' } });
  expect(problems).toEqual([
    'waitq.enable: true or false expected, found "yes"',
    "waitq.preset: 'recommended' or 'strict' expected, found \"lax\"",
    "waitq.rules: there is no rule named 'no-nap'",
    "waitq.rules: 'off', 'warn' or 'error' expected for 'no-sleep-on', found 2",
  ]);
});

test('a wrong kind of object is named', () => {
  expect(readSettings({ rules: ['no-sleep-on'] }, names).problems).toEqual([
    'waitq.rules: an object expected, found ["no-sleep-on"]',
  ]);
});
