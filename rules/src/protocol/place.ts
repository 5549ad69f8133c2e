/** Offsets into the analysed text, in UTF-16 code units, end exclusive. */
export type Range = readonly [start: number, end: number];

/** An access path such as `dev->wq`, `this.queue` or `shared[0]`. Equal texts are taken for equal places. */
export interface Place {
  /** Normalised text: no white space, no outer parentheses, no leading `&` or `*`. */
  readonly text: string;
  /** The variable the path starts from: `dev`, `this`, `shared`. */
  readonly root: string;
  /**
   * True when another task can reach it: a file-scope or captured variable, or anything behind a pointer, a
   * property or an element. A plain local variable or parameter is not shared.
   */
  readonly shared: boolean;
}

/** True when the two operands name the same object, as far as their text can tell. */
export function isSamePlace(a: Place | undefined, b: Place | undefined): boolean {
  return a !== undefined && b !== undefined && a.text === b.text;
}

/** True when writing to `written` may change what `read` reads: one path is a prefix of the other. */
export function mayOverlap(written: Place, read: Place): boolean {
  if (written.root !== read.root) return false;
  return isPrefix(written.text, read.text) || isPrefix(read.text, written.text);
}

function isPrefix(prefix: string, text: string): boolean {
  return text.startsWith(prefix) && !/[\w$]/.test(text.charAt(prefix.length));
}

/** The name a path ends in, indexes left out: `wq` of `dev->wq`, `slots` of `dev->slots[i]`. */
export function lastName({ text }: Pick<Place, 'text'>): string {
  return /[\w$#]+(?=(\[[^\]]*\])*$)/.exec(text)?.[0] ?? text;
}

/** The place a callee's path stands for at a call: its first variable, a parameter, is replaced by the argument. */
export function atCall(
  place: Place,
  parameters: readonly string[],
  args: readonly { readonly place?: Place }[],
): Place {
  const given = args[parameters.indexOf(place.root)]?.place;
  if (!given) return place;
  return { text: given.text + place.text.slice(place.root.length), root: given.root, shared: place.shared };
}
