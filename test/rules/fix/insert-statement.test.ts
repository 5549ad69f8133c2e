import { expect, it } from 'vitest';
import { insertBefore } from '../../../rules/src/fix/insert-statement.js';

function insert(source: string): string {
  const start = source.indexOf('return');
  const edits = insertBefore(source, [start, source.indexOf(';', start) + 1], 'f();');
  return [...edits]
    .reverse()
    .reduce((text, { range, text: added }) => text.slice(0, range[0]) + added + text.slice(range[1]), source);
}

it.each([
  ['{\n\tg();\n\treturn 1;\n}', '{\n\tg();\n\tf();\n\treturn 1;\n}'],
  ['{ g(); return 1; }', '{ g(); f(); return 1; }'],
  ['if (c)\n\treturn 1;', 'if (c)\n\t{ f(); return 1; }'],
  ['else return 1;', 'else { f(); return 1; }'],
  ['out:\n\treturn 1;', 'out:\n\tf();\n\treturn 1;'],
])('%j', (source, better) => {
  expect(insert(source)).toBe(better);
});
