import type { Range } from '../protocol/place.js';
import type { SourceFunction } from './scan-result.js';
import { isPunctuator, isWord, tokenize, tokenText, type Tokens } from './tokens.js';

/** A variable of a function: what its declaration says about it. */
export interface Variable {
  readonly name: string;
  readonly nameRange: Range;
  /** The declared type as written, with `*` and `[]`. */
  readonly type: string;
  readonly shape: 'object' | 'pointer' | 'array';
  readonly storage: 'parameter' | 'stack' | 'static';
}

/** Reads a parameter list: prototypes, old-style lists, and SYSCALL_DEFINE's types and names in turn. */
export function readParameters(text: string, fn: SourceFunction): readonly Variable[] {
  const tokens = tokenize(text, fn.parameters);
  if (tokens.count === 0) return [];
  const parts = splitAtCommas(tokens);
  if (fn.isMacro) return readMacroParameters(tokens, parts);
  return parts.flatMap(([from, to]) => readParameter(tokens, from, to));
}

type Span = readonly [from: number, to: number];

/** Spans of tokens between commas or semicolons outside brackets. */
function splitAtCommas(tokens: Tokens): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let index = 0; index < tokens.count; index++) {
    const partner = tokens.partners[index]!;
    if (partner > index) index = partner;
    else if ([',', ';', ')'].some((character) => isPunctuator(tokens, index, character))) {
      if (index > from) spans.push([from, index]);
      from = index + 1;
    }
  }
  if (from < tokens.count) spans.push([from, tokens.count]);
  return spans;
}

function readParameter(tokens: Tokens, from: number, to: number): readonly Variable[] {
  const name = nameIndex(tokens, from, to);
  if (name < 0 || (name === from && to - from === 1 && tokenText(tokens, name) === 'void')) return [];
  const isPointer = spanHas(tokens, from, to, '*') || spanHas(tokens, name, to, '[');
  return [variable(tokens, name, from, isPointer)];
}

/** The last word outside brackets; in `int (*fn)(void)` the word behind the star. */
function nameIndex(tokens: Tokens, from: number, to: number): number {
  let found = -1;
  for (let index = from; index < to; index++) {
    if (
      isPunctuator(tokens, index, '(') &&
      isPunctuator(tokens, index + 1, '*') &&
      isWord(tokens, index + 2)
    ) {
      return index + 2;
    }
    const partner = tokens.partners[index]!;
    if (partner > index) index = partner;
    else if (isWord(tokens, index) && !/^__\w/.test(tokenText(tokens, index))) found = index;
  }
  return found;
}

function readMacroParameters(tokens: Tokens, parts: readonly Span[]): readonly Variable[] {
  const variables: Variable[] = [];
  for (let part = 1; part + 1 < parts.length; part += 2) {
    const [from, to] = parts[part]!;
    const name = nameIndex(tokens, ...parts[part + 1]!);
    if (name >= 0) variables.push(variable(tokens, name, from, spanHas(tokens, from, to, '*')));
  }
  return variables;
}

function spanHas(tokens: Tokens, from: number, to: number, character: string): boolean {
  for (let index = from; index < to; index++) if (isPunctuator(tokens, index, character)) return true;
  return false;
}

function variable(tokens: Tokens, name: number, from: number, isPointer: boolean): Variable {
  return {
    name: tokenText(tokens, name),
    nameRange: [tokens.starts[name]!, tokens.ends[name]!],
    type: tokens.text.slice(tokens.starts[from], tokens.starts[name]).replace(/\s+/g, ' ').trim(),
    shape: isPointer ? 'pointer' : 'object',
    storage: 'parameter',
  };
}
