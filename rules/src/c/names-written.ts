import type { SourceFunction } from './scan-result.js';
import { argumentsAt } from './handlers.js';
import { mutationOf } from './mutators.js';
import { ASSIGNS, CALLED } from './writes-in-text.js';

/**
 * The last names of the places that a piece of C writes and others may see: `count` of `dev->count++`. Undefined where one
 * can't be told.
 */
export function namesWritten(
  piece: string,
  isLocal: (name: string) => boolean,
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const text of textsWritten(piece)) {
    const [path, name] = LAST_NAME.exec(text) ?? [];
    if (path === undefined || name === undefined) return undefined;
    const isPlain = !/(?:->|[.*])\s*$/.test(text.slice(0, -path.length));
    if (!isPlain || !isLocal(name)) names.add(name);
  }
  return names;
}

/** What ends in the name of what is written. */
function* textsWritten(piece: string): Iterable<string> {
  for (const { index, 0: sign } of piece.matchAll(ASSIGNMENTS)) {
    const before = piece.slice(Math.max(0, index - LONGEST), index).replace(OPERATOR, '');
    const counted = sign === '++' || sign === '--' ? PATH.exec(piece.slice(index + 2))?.[0] : undefined;
    yield counted ?? before;
  }
  for (const { index, 1: word } of piece.matchAll(CALLED)) {
    const mutation = mutationOf(word!);
    if (mutation) yield argumentsAt(piece, { word: word!, start: index })[mutation.arg] ?? '';
  }
}

const ASSIGNMENTS = new RegExp(ASSIGNS.source, 'g');
const LAST_NAME = /([A-Za-z_]\w*)\s*(?:\[[^[\]]*\]\s*)*[)\s]*$/;
const OPERATOR = /[-+*/%&|^]$/;
/** Characters before an assignment among which its left side is looked for. */
const LONGEST = 300;
/** `d->m[i].n` behind `++`. */
const PATH = /^[\s(*]*[A-Za-z_]\w*(?:\s*(?:->|\.)\s*\w+|\s*\[[^[\]]*\])*/;

/** The names that a function declares for itself, by its text; those of its parameters are among them. */
export function localsIn(text: string, { parameters, body }: SourceFunction): ReadonlySet<string> {
  const names = new Set(text.slice(...parameters).match(WORDS));
  for (const statement of text.slice(...body).split(/[;{}]/)) {
    if (!DECLARATION.test(statement)) continue;
    for (const name of declarators(statement).match(WORDS) ?? []) names.add(name);
  }
  return names;
}

/** Without values. */
function declarators(statement: string): string {
  let plain = statement;
  for (let before = ''; before !== plain;) [before, plain] = [plain, plain.replace(/\([^()]*\)/g, '')];
  return plain.replace(/=[^,]*/g, '');
}

const WORDS = /[A-Za-z_]\w*/g;
const DECLARATION =
  /^\s*(?!(?:static|extern|return|goto|else|case|do|sizeof)\b)(?:[A-Za-z_]\w*\s+)+[\s*]*[A-Za-z_]\w*|^\s*[A-Za-z_]\w*\s*\*+\s*[A-Za-z_]\w*\s*(?:[=,[]|$)/;
