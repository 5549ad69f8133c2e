import { closingOf } from './c-text.mjs';

/**
 * The statements of a block by braces and keywords: `{ kind, start, end, head?, body?, otherwise? }`. `kind` is `if`,
 * `loop`, `do`, `switch`, `block` or `simple`; `head` is what stands in parentheses, `{ start, end, text }`; `body` and
 * `otherwise` are statements. A label belongs to no statement. Throws for code that it can't follow.
 * @param code text in which comments, strings and preprocessor lines are blanked
 * @param open offset of the block's brace
 */
export function blockAt(code, open) {
  const close = closingOf(code, open);
  if (close === undefined) throw new Error('an open block');
  const statements = [];
  for (let at = skip(code, open + 1); at < close; at = skip(code, at)) {
    const statement = statementAt(code, at);
    statements.push(statement);
    at = statement.end;
  }
  return { kind: 'block', start: open, end: close + 1, statements };
}

const LABEL = /(?:case\b[^;{}?]*?|default\s*|[A-Za-z_]\w*\s*):(?!:)/y;

/** Over white space and labels. */
function skip(code, at) {
  for (;;) {
    while (/\s/.test(code[at] ?? '')) at++;
    LABEL.lastIndex = at;
    if (!LABEL.test(code)) return at;
    at = LABEL.lastIndex;
  }
}

function statementAt(code, start) {
  if (code[start] === '{') return blockAt(code, start);
  const word = /^\w+/.exec(code.slice(start, start + 80))?.[0];
  if (word === 'if') return ifAt(code, start);
  if (word === 'do') return doAt(code, start);
  const kind = { for: 'loop', while: 'loop', switch: 'switch' }[word];
  if (kind || isMacroLoop(code, start)) return { ...headed(code, start), kind: kind ?? 'loop', word };
  return { kind: 'simple', start, end: simpleEnd(code, start) };
}

function ifAt(code, start) {
  const then = headed(code, start);
  const next = skipSpace(code, then.end);
  if (!/^else\b/.test(code.slice(next, next + 5))) return { ...then, kind: 'if' };
  const otherwise = statementAt(code, skipSpace(code, next + 4));
  return { ...then, kind: 'if', otherwise, end: otherwise.end };
}

function doAt(code, start) {
  const body = statementAt(code, skipSpace(code, start + 2));
  const open = code.indexOf('(', body.end);
  const close = closingOf(code, open);
  return { kind: 'do', start, end: simpleEnd(code, close), head: spanOf(code, open + 1, close), body };
}

/** A statement that is a word, parentheses and a body. */
function headed(code, start) {
  const open = code.indexOf('(', start);
  const close = closingOf(code, open);
  if (open < 0 || close === undefined) throw new Error('a head without its parentheses');
  const body = statementAt(code, skipSpace(code, close + 1));
  return { start, end: body.end, head: spanOf(code, open + 1, close), body };
}

/** `for_each_…(…) {` and its like. */
function isMacroLoop(code, start) {
  const open = /^\w+\s*\(/.exec(code.slice(start, start + 80))?.[0].length;
  if (!open) return false;
  const close = closingOf(code, start + open - 1);
  return close !== undefined && code[skipSpace(code, close + 1)] === '{';
}

function simpleEnd(code, start) {
  for (let at = start; at < code.length; at++) {
    if (code[at] === ';') return at + 1;
    if ('([{'.includes(code[at])) at = closingOf(code, at) ?? code.length;
    else if (code[at] === '}') break;
  }
  throw new Error('a statement without its end');
}

function skipSpace(code, at) {
  while (/\s/.test(code[at] ?? '')) at++;
  return at;
}

function spanOf(code, start, end) {
  return { start, end, text: code.slice(start, end).trim() };
}

/** Every list of statements that follow each other, outermost first, with the statements around it, innermost last. */
export function* listsOf(statement, around = []) {
  if (statement.kind === 'block') {
    yield { list: statement.statements, around };
    for (const one of statement.statements) yield* listsOf(one, around);
    return;
  }
  const inside = [...around, statement];
  for (const part of [statement.body, statement.otherwise]) {
    if (!part) continue;
    if (part.kind === 'block') yield* listsOf(part, inside);
    else {
      yield { list: [part], around: inside };
      yield* listsOf(part, inside);
    }
  }
}
