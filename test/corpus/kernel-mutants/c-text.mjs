/**
 * The text with comments, strings, characters and preprocessor lines blanked, line breaks kept: what stands at an offset
 * stands there in the original, too.
 */
export function codeOf(text) {
  return text.replace(
    /\/\*[^]*?\*\/|\/\/[^\n]*|"(?:\\[^]|[^"\\\n])*"|'(?:\\[^]|[^'\\\n])*'|^[ \t]*#(?:\\\r?\n|[^\n])*/gm,
    (match) => match.replace(/[^\n]/g, ' '),
  );
}

/**
 * Functions of a C file in kernel style, with braces in the first column: `{ name, start, open, end }`, from the head's
 * start to behind the closing brace. Those with conditional lines are left out: they are several functions in one.
 */
export function functionsOf(text, code) {
  const functions = [];
  for (const { index: open } of code.matchAll(/^\{/gm)) {
    const close = code.indexOf('\n}', open);
    if (close < 0) break;
    const start = headStart(code, open);
    const name = /(\w+)\s*\(/.exec(code.slice(start, open))?.[1];
    const isWhole = name && /\)\s*$/.test(code.slice(start, open));
    const end = close + 2;
    if (isWhole && !/^[ \t]*#/m.test(text.slice(start, end))) functions.push({ name, start, open, end });
  }
  return functions;
}

/** Behind what comes before the head: a declaration, another function, an empty line. */
function headStart(code, open) {
  const before = code.slice(0, open);
  const last = Math.max(before.lastIndexOf(';'), before.lastIndexOf('}'), before.lastIndexOf('\n\n'));
  return before.length - before.slice(last + 1).trimStart().length;
}

/** Where the bracket that opens at an offset is closed again; undefined if it is not. */
export function closingOf(code, open) {
  let depth = 0;
  for (let at = open; at < code.length; at++) {
    if ('([{'.includes(code[at])) depth++;
    else if (')]}'.includes(code[at]) && --depth === 0) return at;
  }
  return undefined;
}

/** The calls of the given functions in a range: `{ name, start, end, args }`, each argument `{ start, end, text }`. */
export function callsIn(code, start, end, names) {
  const pattern = new RegExp(`\\b(${names})\\s*\\(`, 'g');
  const calls = [];
  pattern.lastIndex = start;
  for (let match; (match = pattern.exec(code)) && match.index < end;) {
    const open = pattern.lastIndex - 1;
    const close = closingOf(code, open);
    if (close === undefined) break;
    calls.push({ name: match[1], start: match.index, end: close + 1, args: argumentsIn(code, open, close) });
  }
  return calls;
}

function argumentsIn(code, open, close) {
  const args = [];
  let [depth, from] = [0, open + 1];
  for (let at = open + 1; at <= close; at++) {
    if (at === close || (code[at] === ',' && depth === 0)) {
      args.push(trimmed(code, from, at));
      from = at + 1;
    } else if ('([{'.includes(code[at])) depth++;
    else if (')]}'.includes(code[at])) depth--;
  }
  return args.length === 1 && args[0].text === '' ? [] : args;
}

function trimmed(code, from, to) {
  const text = code.slice(from, to);
  const start = from + (text.length - text.trimStart().length);
  return { start, end: start + text.trim().length, text: text.trim() };
}
