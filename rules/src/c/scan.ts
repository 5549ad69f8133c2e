import type { Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { readConditional } from './conditionals.js';
import { isFunctionHeader, newItem, nameOfFunction, noteGroup, type Group, type Item } from './header.js';
import { advance, createLexer, hashWord, TokenKind, type Lexer } from './lexer.js';

/** A function definition as the scan finds it, before anything is parsed. */
export interface SourceFunction {
  readonly name: string;
  readonly nameRange: Range;
  /** From the first word of the definition to the closing brace. */
  readonly range: Range;
  /** The parameter list between its parentheses, for old-style definitions up to the body. */
  readonly parameters: Range;
  /** The body with its braces. */
  readonly body: Range;
  readonly isStatic: boolean;
  /** Defined by a macro such as SYSCALL_DEFINE2(name, …): its parameters are types and names in turn. */
  readonly isMacro: boolean;
}

/** What a fast pass over a file finds. All lists are in order of their place. */
export interface Scan {
  readonly functions: readonly SourceFunction[];
  readonly comments: readonly Range[];
  /** Every occurrence of a wanted word in code, outside comments, strings and directives. */
  readonly mentions: readonly Mention[];
  /** Text that is not code: `#if 0`, and arms that fit no consistent reading of the braces. */
  readonly skipped: readonly Range[];
  readonly problems: readonly Problem[];
}

export interface Mention {
  readonly word: string;
  readonly start: number;
  /** Brace depth: 0 at file scope. */
  readonly depth: number;
  /** Between parentheses at file scope: a prototype's parameter. */
  readonly inParens: boolean;
}

/** The words the scan is to report. */
export interface WordSet {
  /** False when no wanted word has this hash. */
  mayHave(hash: number): boolean;
  has(word: string): boolean;
}

/** Makes a word set that is cheap to ask for words that are not in it. */
export function createWordSet(words: Iterable<string>): WordSet {
  const set = new Set(words);
  const bits = new Uint8Array(1 << 16);
  for (const word of set) bits[hashWord(word) & 0xffff] = 1;
  return { mayHave: (hash) => bits[hash & 0xffff] === 1, has: (word) => set.has(word) };
}

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

interface State {
  readonly text: string;
  readonly wanted: WordSet;
  readonly lexer: Lexer;
  functions: SourceFunction[];
  comments: Range[];
  mentions: Mention[];
  skipped: Range[];
  problems: Problem[];
  depth: number;
  parens: number;
  item: Item;
  /** A declaration that may be the head of an old-style definition. */
  oldStyle: Item | undefined;
  /** The function whose body is open. */
  openBody: OpenBody | undefined;
  conditionals: OpenConditional[];
}

interface OpenBody {
  readonly item: Item;
  readonly group: Group;
  readonly start: number;
}

interface Snapshot {
  readonly depth: number;
  readonly parens: number;
  readonly item: Item;
  readonly oldStyle: Item | undefined;
  readonly openBody: OpenBody | undefined;
  readonly functions: number;
  readonly mentions: number;
}

interface OpenConditional {
  readonly before: Snapshot;
  /** State at the start of the present arm. */
  arm: Snapshot;
  armStart: number;
  /** An arm was taken whose braces do not balance: the others are left out. */
  isLopsided: boolean;
  /** An arm is known to be the one compiled. */
  isDecided: boolean;
  isSkipping: boolean;
  isFirst: boolean;
}

function newState(text: string, wanted: WordSet): State {
  return {
    text,
    wanted,
    lexer: createLexer(text),
    functions: [],
    comments: [],
    mentions: [],
    skipped: [],
    problems: [],
    depth: 0,
    parens: 0,
    item: newItem(),
    oldStyle: undefined,
    openBody: undefined,
    conditionals: [],
  };
}

function runToEnd(state: State): void {
  const { lexer } = state;
  while (advance(lexer)) {
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

function isSkipping(state: State): boolean {
  return state.conditionals.length > 0 && state.conditionals.at(-1)!.isSkipping;
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
  if (!state.wanted.mayHave(lexer.hash)) return;
  const word = lexer.text.slice(lexer.start, lexer.end);
  if (state.wanted.has(word)) {
    const { depth, parens } = state;
    state.mentions.push({ word, start: lexer.start, depth, inParens: depth === 0 && parens > 0 });
  }
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
  const { lexer } = state;
  if (state.depth === 0) {
    if (isLinkage(state)) return void (state.item = newItem());
    const head = state.parens === 0 ? headOfFunction(state) : undefined;
    const group = head && nameOfFunction(lexer.text, head);
    state.openBody = head && group ? { item: head, group, start: lexer.start } : undefined;
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

function headOfFunction(state: State): Item | undefined {
  if (isFunctionHeader(state.lexer.text, state.item)) return state.item;
  return state.item.start < 0 ? state.oldStyle : undefined;
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

function readDirective(state: State): void {
  const { lexer } = state;
  const conditional = readConditional(lexer.text, lexer.start, lexer.end);
  if (!conditional) return;
  if (conditional.kind === 'if') openConditional(state, conditional.fixed);
  else if (conditional.kind === 'endif') closeConditional(state);
  else nextArm(state, conditional.fixed);
}

function openConditional(state: State, fixed: boolean | undefined): void {
  const before = snapshot(state);
  state.conditionals.push({
    before,
    arm: before,
    armStart: state.lexer.end,
    isLopsided: false,
    isDecided: fixed === true,
    isSkipping: isSkipping(state) || fixed === false,
    isFirst: fixed !== false,
  });
}

function nextArm(state: State, fixed: boolean | undefined): void {
  const open = state.conditionals.at(-1);
  if (!open || isSkippedByOuter(state)) return;
  endArm(state, open);
  open.arm = snapshot(state);
  open.armStart = state.lexer.end;
  open.isSkipping = open.isLopsided || open.isDecided || fixed === false;
  if (!open.isSkipping && fixed === true) open.isDecided = true;
}

function closeConditional(state: State): void {
  const open = state.conditionals.at(-1);
  if (!open) return;
  if (!isSkippedByOuter(state)) endArm(state, open);
  state.conditionals.pop();
}

function isSkippedByOuter(state: State): boolean {
  return state.conditionals.length > 1 && state.conditionals.at(-2)!.isSkipping;
}

function endArm(state: State, open: OpenConditional): void {
  if (open.isSkipping) return endSkipping(state, open, state.lexer.start);
  const isBalanced = state.depth === open.before.depth && state.parens === open.before.parens;
  if (isBalanced) open.isFirst = false;
  else if (open.isFirst) open.isLopsided = true;
  else {
    restore(state, open.arm);
    state.skipped.push([open.armStart, state.lexer.start]);
  }
  open.isFirst = false;
}

function endSkipping(state: State, open: OpenConditional, end: number): void {
  state.skipped.push([open.armStart, end]);
  open.isSkipping = false;
}

function snapshot(state: State): Snapshot {
  const { depth, parens, item, oldStyle, openBody, functions, mentions } = state;
  return {
    depth,
    parens,
    item: { ...item, groups: [...item.groups] },
    oldStyle,
    openBody,
    functions: functions.length,
    mentions: mentions.length,
  };
}

function restore(state: State, saved: Snapshot): void {
  state.depth = saved.depth;
  state.parens = saved.parens;
  state.item = { ...saved.item, groups: [...saved.item.groups] };
  state.oldStyle = saved.oldStyle;
  state.openBody = saved.openBody;
  state.functions.length = saved.functions;
  state.mentions.length = saved.mentions;
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
