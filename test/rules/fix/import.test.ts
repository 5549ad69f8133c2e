import { expect, it } from 'vitest';
import { importEdits } from '../../../rules/src/fix/import.js';

function apply(source: string, name: string): string | undefined {
  const edits = importEdits(source, 'waitq', name);
  return edits?.reduce(
    (text, { range, text: added }) => text.slice(0, range[0]) + added + text.slice(range[1]),
    source,
  );
}

it.each([
  ["import { sleepOn } from 'waitq';", "import { sleepOn, waitEvent } from 'waitq';"],
  ['import {\n  sleepOn,\n} from "waitq";', 'import {\n  sleepOn, waitEvent,\n} from "waitq";'],
  ["const { sleepOn } = require('waitq');", "const { sleepOn, waitEvent } = require('waitq');"],
  ["import { waitEvent } from 'waitq';", "import { waitEvent } from 'waitq';"],
])('makes a name usable: %s', (source, better) => {
  expect(apply(source, 'waitEvent')).toBe(better);
});

it('says so when the import has a form it cannot extend', () => {
  expect(apply("import * as waitq from 'waitq';", 'waitEvent')).toBeUndefined();
});
