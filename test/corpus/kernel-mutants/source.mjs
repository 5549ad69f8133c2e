import { codeOf, functionsOf } from './c-text.mjs';
import { blockAt, listsOf } from './statements.mjs';

/**
 * What the kinds of mistakes look at: `{ text, code, functions, lineOf }`, each function with `body()`, its statements, and
 * `lists()`, those that follow each other. A function that can't be followed has none.
 */
export function readSource(text) {
  const code = codeOf(text);
  const functions = functionsOf(text, code).map((fn) => withStatements(code, fn));
  return { text, code, functions, lineOf: (offset) => text.slice(0, offset).split('\n').length };
}

function withStatements(code, fn) {
  let body;
  const read = () => {
    try {
      return blockAt(code, fn.open);
    } catch {
      return { kind: 'block', start: fn.open, end: fn.end, statements: [] };
    }
  };
  const bodyOf = () => (body ??= read());
  return { ...fn, code: code.slice(fn.open, fn.end), body: bodyOf, lists: () => [...listsOf(bodyOf())] };
}

/** A text with edits `{ start, end, text }`, which do not overlap. */
export function applyEdits(text, edits) {
  const ordered = [...edits].sort((a, b) => b.start - a.start);
  return ordered.reduce(
    (rest, { start, end, text: by }) => rest.slice(0, start) + by + rest.slice(end),
    text,
  );
}

/** Edits that let two statements, or other spans, change places. */
export function swap(text, first, second) {
  return [
    { start: first.start, end: first.end, text: text.slice(second.start, second.end) },
    { start: second.start, end: second.end, text: text.slice(first.start, first.end) },
  ];
}

/** An edit that takes a statement out, its line breaks kept. */
export function drop(text, { start, end }) {
  return { start, end, text: ';' + text.slice(start, end).replace(/[^\n]/g, '') };
}
