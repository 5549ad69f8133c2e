import type { View } from './columns.js';
import { columnsOf } from './columns.js';

/** What the person at the terminal has chosen. */
export interface TopState {
  readonly view: View;
  readonly sort: Readonly<Record<View, string>>;
  readonly isReversed: boolean;
  readonly filter: string;
  /** Keys go to the filter. */
  readonly isTyping: boolean;
  readonly isPaused: boolean;
  readonly isHelp: boolean;
  /** The first row that is shown. */
  readonly scroll: number;
}

/** A key, as `node:readline` names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly ctrl?: boolean | undefined;
  readonly meta?: boolean | undefined;
  readonly sequence?: string | undefined;
}

export const firstSort: Readonly<Record<View, string>> = { waiters: 'age', queues: 'waiting' };

export function createState(given: Partial<TopState> = {}): TopState {
  return {
    view: 'waiters',
    sort: firstSort,
    isReversed: false,
    filter: '',
    isTyping: false,
    isPaused: false,
    isHelp: false,
    scroll: 0,
    ...given,
  };
}

/** What a key makes of it; `page` is how many rows fit. */
export function onKey(state: TopState, key: Key, page: number): TopState | 'quit' {
  if (key.ctrl && (key.name === 'c' || key.name === 'd')) return 'quit';
  if (state.isTyping) return onTyped(state, key);
  if (state.isHelp) return { ...state, isHelp: false };
  switch (key.sequence === '/' || key.sequence === '?' ? key.sequence : key.name) {
    case 'q':
      return 'quit';
    case 'tab':
      return { ...state, view: state.view === 'waiters' ? 'queues' : 'waiters', scroll: 0 };
    case 'left':
    case 'right':
      return sortByNeighbour(state, key.name === 'left' ? -1 : 1);
    case 'r':
      return { ...state, isReversed: !state.isReversed };
    case '/':
      return { ...state, isTyping: true };
    case 'escape':
      return { ...state, filter: '', scroll: 0 };
    case 'space':
    case 'p':
      return { ...state, isPaused: !state.isPaused };
    case '?':
    case 'h':
      return { ...state, isHelp: true };
    default:
      return { ...state, scroll: scrolled(state.scroll, key.name, page) };
  }
}

function onTyped(state: TopState, { name, ctrl, meta, sequence = '' }: Key): TopState {
  if (name === 'return' || name === 'enter') return { ...state, isTyping: false };
  if (name === 'escape') return { ...state, isTyping: false, filter: '', scroll: 0 };
  if (name === 'backspace') return { ...state, filter: [...state.filter].slice(0, -1).join(''), scroll: 0 };
  if (ctrl || meta || /\p{Cc}/u.test(sequence)) return state;
  return { ...state, filter: state.filter + sequence, scroll: 0 };
}

function sortByNeighbour(state: TopState, step: number): TopState {
  const keys = columnsOf(state.view).map(({ key }) => key);
  const next = (keys.indexOf(state.sort[state.view]) + step + keys.length) % keys.length;
  return { ...state, sort: { ...state.sort, [state.view]: keys[next]! } };
}

function scrolled(scroll: number, name: string | undefined, page: number): number {
  const by: Readonly<Record<string, number>> = {
    up: -1,
    k: -1,
    down: 1,
    j: 1,
    pageup: -page,
    pagedown: page,
    home: -Infinity,
    end: Infinity,
  };
  return Math.max(0, scroll + (by[name ?? ''] ?? 0));
}
