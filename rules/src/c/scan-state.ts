import type { Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { newItem, type Group, type Item } from './header.js';
import { createLexer, type Lexer } from './lexer.js';
import type { Mention, SourceFunction } from './scan-result.js';
import type { WordSet } from './word-set.js';

export interface State {
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

export interface OpenBody {
  readonly item: Item;
  readonly group: Group;
  readonly start: number;
}

export interface Snapshot {
  readonly depth: number;
  readonly parens: number;
  readonly item: Item;
  readonly oldStyle: Item | undefined;
  readonly openBody: OpenBody | undefined;
  readonly functions: number;
  readonly mentions: number;
}

export interface OpenConditional {
  readonly before: Snapshot;
  /** State at the start of the present arm. */
  arm: Snapshot;
  armStart: number;
  /** An arm is known to be the one compiled. */
  isDecided: boolean;
  isSkipping: boolean;
  /** No arm has been read yet. */
  isFirst: boolean;
}

export function newState(text: string, wanted: WordSet): State {
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

export function isSkipping(state: State): boolean {
  return state.conditionals.length > 0 && state.conditionals.at(-1)!.isSkipping;
}

export function snapshot(state: State): Snapshot {
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

export function restore(state: State, saved: Snapshot): void {
  state.depth = saved.depth;
  state.parens = saved.parens;
  state.item = { ...saved.item, groups: [...saved.item.groups] };
  state.oldStyle = saved.oldStyle;
  state.openBody = saved.openBody;
  state.functions.length = saved.functions;
  state.mentions.length = saved.mentions;
}
