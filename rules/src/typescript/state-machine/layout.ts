import { allTargetsOf } from './awaits.js';
import type { Frame } from './frames.js';
import { UnknownCodeError, type Dialect, type Instruction } from './instructions.js';

/** Instructions that make up one block, from `start` to before `end`, and what surrounds them. */
export interface Region {
  readonly start: number;
  readonly end: number;
  /** Labels of the place that is reached by running off the end. */
  readonly tails: ReadonlySet<string>;
  readonly frames: readonly Frame[];
}

/** A list of instructions with where its labels are and who jumps to them. Labels that follow one another are one place. */
export class Layout {
  readonly code: readonly Instruction[];
  readonly #indexes = new Map<string, number>();
  readonly #lastJumps = new Map<number, number>();

  constructor(code: readonly Instruction[], dialect: Dialect) {
    this.code = code;
    code.forEach((one, at) => {
      if (one.op === 'label') this.#indexes.set(one.name, this.labelBefore(at) ?? at);
    });
    code.forEach((one, at) => {
      for (const to of allTargetsOf(one, dialect)) this.#lastJumps.set(this.indexOf(to), at);
    });
  }

  /** Where a label is. */
  indexOf(label: string): number {
    const at = this.#indexes.get(label);
    if (at === undefined) throw new UnknownCodeError();
    return at;
  }

  /** The labels of a place. */
  labelsAt(at: number): ReadonlySet<string> {
    const labels = [...this.#indexes].filter(([, index]) => index === at);
    return new Set(labels.map(([name]) => name));
  }

  /** Where the label is that stands right before an instruction. */
  labelBefore(at: number): number | undefined {
    const label = this.code[at - 1];
    return label?.op === 'label' ? this.indexOf(label.name) : undefined;
  }

  /** The first instruction from here on that is no label. */
  behindLabels(at: number): number {
    let behind = at;
    while (this.code[behind]?.op === 'label') behind++;
    return behind;
  }

  /** The last jump to a place. */
  lastJumpTo(at: number): number {
    return this.#lastJumps.get(at) ?? -1;
  }

  /** Whether running off the end of a region leads to a label. */
  isTail(label: string, { tails, end }: Region): boolean {
    return tails.has(label) || this.indexOf(label) === end;
  }

  /** Where the code of a region ends in the text. */
  endOf({ end }: Region): number {
    const { op, node } = this.code[end - 1]!;
    return op === 'label' ? node.range[0] : node.range[1];
  }

  /** Whether nothing but the end of the function comes there. */
  isEnd(at: number): boolean {
    const rest = this.code[this.behindLabels(at)];
    return !rest || (rest.op === 'return' && !rest.value);
  }
}
