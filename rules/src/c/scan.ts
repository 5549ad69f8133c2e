import type { Range } from '../protocol/place.js';
import { advanceInBody } from './advance-in-body.js';
import { groupOfHeader, newItem, nameOfFunction, noteGroup, type Item } from './header.js';
import { advance, TokenKind } from './lexer.js';
import { endSkipping, readDirective } from './scan-conditionals.js';
import type { Mention, Scan } from './scan-result.js';
import { isSkipping, newState, type OpenBody, type State } from './scan-state.js';
import { wordIn, type WordSet } from './word-set.js';

/** Finds functions, comments and wanted words in one linear pass; no text is too broken for it. */
export function scanC(text: string, wanted: WordSet): Scan {
  const state = newState(text, wanted);
  for (let attempt = 0; attempt < RESTARTS; attempt++) {
    runToEnd(state);
    const open = state.depth > 0 ? state.openBody : undefined;
    if (!open || !closeByForce(state, open)) break;
  }
  if (state.depth > 0 && state.openBody) {
    reportOpen(state, state.openBody, text.length);
  }
  return {
    functions: state.functions,
    comments: state.comments,
    mentions: state.skipped.length > 0 ? withoutSkipped(state.mentions, state.skipped) : state.mentions,
    skipped: state.skipped,
    problems: state.problems,
  };
}

/** How often a function that never closes is given up and the scan taken up behind it. */
const RESTARTS = 20;

const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_PAREN = 40;
const CLOSE_PAREN = 41;
const SEMICOLON = 59;
const EQUALS = 61;

function runToEnd(state: State): void {
  const { lexer, wanted } = state;
  while (state.depth > 0 ? advanceInBody(lexer, wanted) : advance(lexer)) {
    if (lexer.kind === TokenKind.comment) noteComment(state);
    else if (lexer.kind === TokenKind.directive) readDirective(state);
    else if (!isSkipping(state)) readToken(state);
  }
  for (const open of state.conditionals) if (open.isSkipping) endSkipping(state, open, state.text.length);
}

function noteComment(state: State): void {
  const { lexer } = state;
  const range: Range = [lexer.start, lexer.end];
  state.comments.push(range);
  if (lexer.isOpen && lexer.text.charCodeAt(lexer.start + 1) === 42) {
    state.problems.push({ message: 'this comment is never closed', range });
  }
}

function readToken(state: State): void {
  const { lexer } = state;
  if (lexer.kind === TokenKind.word) readWord(state);
  else if (lexer.kind === TokenKind.punctuator) readPunctuator(state);
  else if (state.depth === 0) noteStart(state);
}

function noteStart(state: State): void {
  if (state.item.start < 0) state.item.start = state.lexer.start;
  state.item.lastEnd = state.lexer.end;
}

function readWord(state: State): void {
  const { lexer } = state;
  if (state.depth === 0) {
    noteStart(state);
    if (state.parens === 0) state.item.lastWord = [lexer.start, lexer.end];
  }
  const word = wordIn(state.wanted, lexer.text, lexer.start, lexer.end);
  if (word === undefined) return;
  const { depth, parens } = state;
  state.mentions.push({ word, start: lexer.start, depth, inParens: depth === 0 && parens > 0 });
}

function readPunctuator(state: State): void {
  const { lexer } = state;
  switch (lexer.code) {
    case OPEN_BRACE:
      return openBrace(state);
    case CLOSE_BRACE:
      return closeBrace(state);
    case SEMICOLON:
      return state.depth === 0 && state.parens === 0 ? endItem(state) : undefined;
    default:
      if (state.depth === 0) readAtFileScope(state);
  }
}

function readAtFileScope(state: State): void {
  const { lexer, item } = state;
  noteStart(state);
  if (lexer.code === OPEN_PAREN) {
    if (state.parens === 0) item.openParen = lexer.start;
    state.parens++;
  } else if (lexer.code === CLOSE_PAREN) {
    state.parens = Math.max(0, state.parens - 1);
    if (state.parens === 0) noteGroup(lexer.text, item, lexer.start);
  } else if (lexer.code === EQUALS && state.parens === 0) {
    item.hasValue = true;
  }
}

function openBrace(state: State): void {
  if (state.depth === 0) {
    if (isLinkage(state)) return void (state.item = newItem());
    state.openBody = state.parens === 0 ? bodyOfFunction(state) : undefined;
    noteStart(state);
  }
  state.depth++;
}

/** `extern "C" {`: what follows is still file scope. */
function isLinkage(state: State): boolean {
  const { item, lexer } = state;
  return (
    item.start >= 0 && /^extern\s*"[^"]*"$/.test(lexer.text.slice(item.start, item.lastEnd).slice(0, 40))
  );
}

function bodyOfFunction({ lexer, item, oldStyle }: State): OpenBody | undefined {
  const { text, start } = lexer;
  const group = groupOfHeader(text, item);
  if (group) return { item, group, start };
  const old = item.start < 0 && oldStyle ? nameOfFunction(text, oldStyle) : undefined;
  return old && { item: oldStyle!, group: old, start };
}

function closeBrace(state: State): void {
  if (state.depth === 0) return; // one too many: nothing is open
  state.depth--;
  if (state.depth > 0) return;
  noteStart(state);
  if (state.openBody) finishFunction(state, state.openBody, state.lexer.end);
}

function finishFunction(state: State, open: OpenBody, end: number): void {
  const { text } = state;
  const { item, group } = open;
  const head = text.slice(item.start, group.name[0]);
  state.functions.push({
    name: group.label,
    nameRange: group.name,
    range: [item.start, end],
    parameters: [group.open + 1, item === state.oldStyle ? open.start : group.close],
    body: [open.start, end],
    isStatic: /\bstatic\b/.test(head),
    isMacro: group.isMacro,
  });
  state.openBody = undefined;
  state.item = newItem();
  state.oldStyle = undefined;
  state.parens = 0;
}

function endItem(state: State): void {
  const { item, lexer } = state;
  if (isOldStyleHead(lexer.text, item)) state.oldStyle = item;
  else if (item.groups.length > 0 || item.hasValue || item.start < 0) state.oldStyle = undefined;
  state.item = newItem();
}

/** `int f(a, b) int a;`: words follow the parameter list. */
function isOldStyleHead(text: string, item: Item): boolean {
  const group = item.hasValue ? undefined : item.groups.at(-1);
  if (!group || item.lastWord === undefined || item.lastWord[0] < group.close) return false;
  const list = text.slice(group.open + 1, group.close);
  return /^\s*[A-Za-z_]\w*(\s*,\s*[A-Za-z_]\w*)*\s*$/.test(list.slice(0, 400));
}

/** Gives up a function that runs to the end of the file: it is taken to end at the next brace in the first column. */
function closeByForce(state: State, open: OpenBody): boolean {
  const { text, lexer } = state;
  const close = /\n\}[ \t]*(?=\r?\n|$)/g;
  close.lastIndex = open.start;
  const match = close.exec(text);
  if (!match) return false;
  const end = match.index + 2;
  reportOpen(state, open, end);
  state.functions = state.functions.filter((fn) => fn.range[0] < open.start);
  state.mentions = state.mentions.filter((mention) => mention.start < end);
  state.comments = state.comments.filter((comment) => comment[0] < end);
  Object.assign(state, { depth: 0, parens: 0, item: newItem(), openBody: undefined, conditionals: [] });
  lexer.end = end;
  lexer.atLineStart = false;
  return true;
}

function reportOpen(state: State, open: OpenBody, end: number): void {
  const message = `the braces of '${open.group.label}' do not match; the function is left out`;
  state.problems.push({ message, range: [open.item.start, end] });
}

function withoutSkipped(mentions: readonly Mention[], skipped: readonly Range[]): readonly Mention[] {
  return mentions.filter(({ start }) => !skipped.some((range) => range[0] <= start && start < range[1]));
}
