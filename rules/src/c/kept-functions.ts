import type { ApiEntry } from '../api/entry.js';
import type { FunctionModel } from '../protocol/model.js';
import { moveFunction, moveRange } from '../protocol/moved.js';
import type { Range } from '../protocol/place.js';
import type { Structure } from '../protocol/structure.js';
import type { Context } from './context.js';
import type { SourceFunction } from './scan-result.js';
import type { Scope } from './scope.js';
import { twoTurns } from './two-turns.js';

/** What is made of a function's text, and of the names it uses. */
export interface Lowered {
  readonly fn: FunctionModel;
  readonly scope: Scope;
  /** The body is nested too deeply to be followed. */
  readonly isTooDeep: boolean;
}

/** A text, the function in it that is to be read, and what of it is no code. */
export interface Piece {
  readonly text: string;
  readonly source: SourceFunction;
  readonly skipped: readonly Range[];
}

type Known = Pick<Context, 'names' | 'targets'>;

/** Functions of one document that were read for an earlier text of it. */
export interface KeptFunctions {
  /** The function alone, as if it were the whole file; the same object for the same text, wherever that stands. */
  pieceOf(whole: Piece): Piece;
  /**
   * What `lower` makes of the piece, `offset` characters further on. It is asked only if it was not before, or if one of
   * the names that it looked up means something else now. Where the offset is the same, the same object is handed out.
   */
  lowered(piece: Piece, offset: number, known: Known, lower: (known: Known) => Lowered): Lowered;
  /** The body as it was made, of one that was handed out since and may have moved. */
  originOf(body: Structure): Structure;
  /** Ends one analysis: what neither it nor the one before has asked for is forgotten. */
  sweep(): void;
}

interface Made {
  /** As if it were the whole file. */
  readonly lowered: Lowered;
  readonly asked: Asked;
  placed: { readonly offset: number; readonly lowered: Lowered };
}

/** Every name that was looked up, with the answer. */
interface Asked {
  readonly api: Map<string, ApiEntry | undefined>;
  readonly member: Map<string, ApiEntry | undefined>;
  readonly targets: Map<string, number | undefined>;
}

/** Nothing kept yet. */
export function keepFunctions(): KeptFunctions {
  const pieces = twoTurns<Piece>();
  const made = new WeakMap<Piece, Made>();
  const origins = new WeakMap<Structure, Structure>();
  return {
    pieceOf(whole) {
      const key = keyOf(whole);
      return pieces.of(key, () => cutOut(whole, key));
    },
    lowered(piece, offset, known, lower) {
      let one = made.get(piece);
      if (!one || !stillHolds(one.asked, known)) made.set(piece, (one = make(known, lower)));
      if (one.placed.offset !== offset) {
        one.placed = { offset, lowered: moved(one.lowered, offset) };
        origins.set(one.placed.lowered.fn.body, one.lowered.fn.body);
      }
      return one.placed.lowered;
    },
    originOf: (body) => origins.get(body) ?? body,
    sweep: pieces.end,
  };
}

function make(known: Known, lower: (known: Known) => Lowered): Made {
  const asked: Asked = { api: new Map(), member: new Map(), targets: new Map() };
  const lowered = lower(noting(known, asked));
  return { lowered, asked, placed: { offset: 0, lowered } };
}

/** All that reading a function depends on but for the names: its text, and where its parts are in it. */
function keyOf({ text, source, skipped }: Piece): string {
  const { name, isStatic, isMacro, isLoose } = source;
  const ranges = [...Object.values(rangesOf(source)), ...skippedIn(source, skipped)];
  const head = [name, isStatic, isMacro, isLoose, ...ranges.map(([start, end]) => `${start}-${end}`)];
  return `${head.join()}\n${text.slice(...source.range)}`;
}

/** The text is cut from the key, which is a copy: a part of the file's text would keep all of it in memory. */
function cutOut({ source, skipped }: Piece, key: string): Piece {
  const text = key.slice(key.indexOf('\n') + 1);
  return { text, source: { ...source, ...rangesOf(source) }, skipped: skippedIn(source, skipped) };
}

/** As they are in the function's own text. */
function rangesOf({ nameRange, range, parameters, body }: SourceFunction) {
  const [start] = range;
  return {
    nameRange: moveRange(nameRange, -start),
    range: moveRange(range, -start),
    parameters: moveRange(parameters, -start),
    body: moveRange(body, -start),
  };
}

function skippedIn({ range: [start, end] }: SourceFunction, skipped: readonly Range[]): readonly Range[] {
  return skipped.flatMap((range) => (range[0] < end && range[1] > start ? [moveRange(range, -start)] : []));
}

function moved({ fn, scope, isTooDeep }: Lowered, by: number): Lowered {
  const variables = [...scope].map(
    ([name, variable]) => [name, { ...variable, nameRange: moveRange(variable.nameRange, by) }] as const,
  );
  return { fn: moveFunction(fn, by), scope: new Map(variables), isTooDeep };
}

function noting({ names, targets }: Known, asked: Asked): Known {
  return {
    names: {
      api: (name) => noted(asked.api, name, names.api(name)),
      member: (path) => noted(asked.member, path, names.member(path)),
    },
    targets: { get: (name) => noted(asked.targets, name, targets.get(name)) },
  };
}

function noted<V>(into: Map<string, V>, name: string, value: V): V {
  into.set(name, value);
  return value;
}

function stillHolds(asked: Asked, { names, targets }: Known): boolean {
  for (const [name, entry] of asked.api) if (names.api(name) !== entry) return false;
  for (const [path, entry] of asked.member) if (names.member(path) !== entry) return false;
  for (const [name, index] of asked.targets) if (targets.get(name) !== index) return false;
  return true;
}
