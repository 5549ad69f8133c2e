import { beforeAll, expect, test } from 'vitest';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { grammarReady } from 'eslint-plugin-waitq/analyze';
import { check } from '../../server/src/check.js';
import { defaultSettings } from '../../server/src/settings.js';

beforeAll(grammarReady);

function reportOf(text: string) {
  return check(TextDocument.create('file:///a.c', 'c', 1, text), defaultSettings);
}

test('a function that could not be read is named, and where it is', () => {
  const whole = 'void f(void)\n{\n\tsleep_on(&q);\n}\n\n';
  expect(reportOf(whole)).toMatchObject({ kind: 'analysed' });
  expect(reportOf(`${whole}void g(void)\n{\n\twake_up(&q);\n`)).toMatchObject({
    kind: 'partial',
    reason: "Line 6: the braces of 'g' do not match; the function is left out; the rest was analysed.",
    findings: [{ rule: 'no-sleep-on' }],
  });
});

test('so is one that is too long', () => {
  const long = `void g(void)\n{\n\tsleep_on(&q);\n${'\ta = b;\n'.repeat(130_000)}}\n`;
  expect(reportOf(long).reason).toMatch(/^Line 1: the body of 'g' has \d+ characters; it is passed over/);
});

test('a file of 50 MB is left alone, and the status says what reads it', () => {
  const wait = 'void f(void)\n{\n\tsleep_on(&q);\n}\n';
  const report = reportOf(wait.repeat(50e6 / wait.length));
  expect(report).toMatchObject({ kind: 'ignored', findings: [] });
  expect(report.reason).toMatch(
    /^This file has 50000000 characters; more than 4000000 .* waitq-lint reads it\.$/,
  );
});
