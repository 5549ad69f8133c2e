import type { FunctionModel } from '../../protocol/model.js';

/** Whether a function stands within another. */
export function isInside(inner: FunctionModel, outer: FunctionModel): boolean {
  return inner !== outer && inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];
}

/** The functions of a file that stand within one of them, in the order of the file's list. */
export function functionsInside(
  functions: readonly FunctionModel[],
  outer: FunctionModel,
): readonly FunctionModel[] {
  const { inside } = indexOf(functions);
  let found = inside.get(outer);
  if (!found) inside.set(outer, (found = searchInside(functions, outer)));
  return found;
}

/** The functions of a file that one of them stands in, in the order of the file's list. */
export function functionsAround(
  functions: readonly FunctionModel[],
  inner: FunctionModel,
): readonly FunctionModel[] {
  const { around } = indexOf(functions);
  let found = around.get(inner);
  if (!found) around.set(inner, (found = searchAround(functions, inner)));
  return found;
}

/** The functions of a file that begin at an offset. */
export function functionsAt(functions: readonly FunctionModel[], start: number): readonly FunctionModel[] {
  const { starts } = indexOf(functions);
  const found: FunctionModel[] = [];
  for (let at = firstFrom(starts, start); starts[at]?.start === start; at++) found.push(starts[at]!.fn);
  return found;
}

/** The functions of a file that have a name, in the order of the file's list. */
export function functionsNamed(functions: readonly FunctionModel[], name: string): readonly FunctionModel[] {
  const index = indexOf(functions);
  index.named ??= groupByName(functions);
  return index.named.get(name) ?? [];
}

function groupByName(functions: readonly FunctionModel[]): ReadonlyMap<string, readonly FunctionModel[]> {
  const named = new Map<string, FunctionModel[]>();
  for (const fn of functions) {
    const others = named.get(fn.name);
    if (others) others.push(fn);
    else named.set(fn.name, [fn]);
  }
  return named;
}

interface Start {
  readonly fn: FunctionModel;
  readonly start: number;
  /** In the file's list. */
  readonly index: number;
}

interface Index {
  /** By where they begin, the longer first. */
  readonly starts: readonly Start[];
  readonly parents: ReadonlyMap<FunctionModel, Start>;
  readonly inside: Map<FunctionModel, readonly FunctionModel[]>;
  readonly around: Map<FunctionModel, readonly FunctionModel[]>;
  named?: ReadonlyMap<string, readonly FunctionModel[]>;
}

/** A bundle has ten thousand functions, and many a question is asked of each of them. */
const indexes = new WeakMap<readonly FunctionModel[], Index>();

function indexOf(functions: readonly FunctionModel[]): Index {
  let index = indexes.get(functions);
  if (!index) {
    const starts = functions.map((fn, index) => ({ fn, start: fn.range[0], index }));
    starts.sort((a, b) => a.start - b.start || b.fn.range[1] - a.fn.range[1] || a.index - b.index);
    const parents = parentsIn(starts);
    indexes.set(functions, (index = { starts, parents, inside: new Map(), around: new Map() }));
  }
  return index;
}

function searchInside(functions: readonly FunctionModel[], outer: FunctionModel): readonly FunctionModel[] {
  const { starts } = indexOf(functions);
  const found: Start[] = [];
  for (let at = firstFrom(starts, outer.range[0]); at < starts.length; at++) {
    const one = starts[at]!;
    if (one.start > outer.range[1]) break;
    if (isInside(one.fn, outer)) found.push(one);
  }
  return found.sort((a, b) => a.index - b.index).map(({ fn }) => fn);
}

/** Up the tree; two functions of the same range stand in each other. */
function searchAround(functions: readonly FunctionModel[], inner: FunctionModel): readonly FunctionModel[] {
  const { starts, parents } = indexOf(functions);
  const found: Start[] = [];
  for (let at = firstFrom(starts, inner.range[0]); starts[at]?.start === inner.range[0]; at++)
    if (isInside(inner, starts[at]!.fn)) found.push(starts[at]!);
  for (let outer = parents.get(inner); outer; outer = parents.get(outer.fn))
    if (outer.start < inner.range[0]) found.push(outer);
  return found.sort((a, b) => a.index - b.index).map(({ fn }) => fn);
}

/** The innermost that each stands in. */
function parentsIn(starts: readonly Start[]): ReadonlyMap<FunctionModel, Start> {
  const parents = new Map<FunctionModel, Start>();
  const open: Start[] = [];
  for (const one of starts) {
    while (open.length > 0 && open.at(-1)!.fn.range[1] < one.fn.range[1]) open.pop();
    if (open.length > 0) parents.set(one.fn, open.at(-1)!);
    open.push(one);
  }
  return parents;
}

/** The first that begins at the offset or behind it. */
function firstFrom(starts: readonly Start[], start: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle]!.start < start) low = middle + 1;
    else high = middle;
  }
  return low;
}
