import { applyEdit } from './edits.mjs';
import { kinds } from './kinds.mjs';
import { readScript } from './script.mjs';

/** The mutants of one text, at most one of a kind for a place. */
export function mutantsOf(text, path) {
  const script = readScript(text, path);
  if (!script) return [];
  return Object.entries(kinds).flatMap(([kind, { find }]) => {
    const byPlace = new Map(find(script).map((one) => [one.edit.range.join(), one]));
    return [...byPlace.values()].map(({ at, edit, change }) => ({
      kind,
      line: at.loc.start.line,
      edit,
      change,
    }));
  });
}

/** Whether a rule that is to find a mutant reports something in it that was not there before. */
export function isFound(text, { kind, edit }, lint) {
  const { rules } = kinds[kind];
  const before = lint(text, rules);
  const after = lint(applyEdit(text, edit), rules);
  const shift = edit.text.length - (edit.range[1] - edit.range[0]);
  const known = new Set(
    before.map(({ rule, range: [start] }) => `${rule} ${start >= edit.range[1] ? start + shift : start}`),
  );
  return after.length > before.length || after.some(({ rule, range }) => !known.has(`${rule} ${range[0]}`));
}
