/** A loop, `switch` or block that is being written, with the labels that jumps out of it go to. */
export interface Frame {
  readonly name: string;
  readonly breaks: ReadonlySet<string>;
  readonly continues: ReadonlySet<string>;
  /** Whether only a jump by its name leaves it. */
  readonly isBlock?: boolean;
  /** Set when some jump names it. */
  isNamed: boolean;
}

/**
 * The statement that jumps to a label out of what encloses it, innermost last; undefined if none does. `isNested`: in a
 * loop or `switch` that stands in the code itself.
 */
export function jumpText(to: string, frames: readonly Frame[], isNested: boolean): string | undefined {
  for (let at = frames.length - 1; at >= 0; at--) {
    const frame = frames[at]!;
    const word = frame.continues.has(to) ? 'continue' : frame.breaks.has(to) ? 'break' : undefined;
    if (!word) continue;
    const passed = frames.slice(at + 1).some((inner) => isPassed(inner, word));
    if (!isNested && !passed && !frame.isBlock) return `${word};`;
    frame.isNamed = true;
    return `${word} ${frame.name};`;
  }
  return undefined;
}

/** Whether a bare jump would leave this frame instead. */
function isPassed({ isBlock, continues }: Frame, word: 'break' | 'continue'): boolean {
  return !isBlock && (word === 'break' || continues.size > 0);
}
