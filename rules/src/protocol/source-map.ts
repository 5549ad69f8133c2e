import type { Range } from './place.js';

/** The way back from a text that was analysed to the one it was made from. */
export interface SourceMap {
  /** The text it was made from. */
  readonly text: string;
  /** Where it says what stands at an offset. */
  offsetOf(offset: number): number;
  /** The part of it that says what stands in a range. */
  rangeOf(range: Range): Range;
  /** The same, if that part stands there as it is and can be changed. */
  exactRangeOf(range: Range): Range | undefined;
}
