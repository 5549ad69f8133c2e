import { TextDocument } from 'vscode-languageserver-textdocument';
import { expect, test } from 'vitest';
import { disableForLine } from '../../server/src/disable-for-line.js';

function disabled(text: string, at: string, languageId = 'c'): string {
  const document = TextDocument.create('file:///a', languageId, 1, text);
  const offset = text.indexOf(at);
  const edit = disableForLine(document, { rule: 'no-sleep-on', range: [offset, offset + at.length] });
  return TextDocument.applyEdits(document, [edit]);
}

test('inside a macro the new line is continued as the line before it is', () => {
  const text = '#define WAIT(q) do { \\\n\tsleep_on(q); \\\n} while (0)\n';
  expect(disabled(text, 'sleep_on')).toBe(
    '#define WAIT(q) do { \\\n\t/* eslint-disable-next-line waitq/no-sleep-on */ \\\n\tsleep_on(q); \\\n} while (0)\n',
  );
});

test('on the first line of a file', () => {
  expect(disabled('sleep_on(q);', 'sleep_on')).toBe(
    '/* eslint-disable-next-line waitq/no-sleep-on */\nsleep_on(q);',
  );
});

test('the line that the finding starts on counts', () => {
  expect(disabled('a();\nsleepOn(\n  q,\n);\n', 'sleepOn(\n  q', 'typescript')).toBe(
    'a();\n// eslint-disable-next-line waitq/no-sleep-on\nsleepOn(\n  q,\n);\n',
  );
});
