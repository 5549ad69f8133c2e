import type { ApiEntry } from '../api/entry.js';
import { namesFor, type Names } from './names.js';
import { twoTurns } from './two-turns.js';

/** Names that earlier texts of one document went by. */
export interface KeptNames {
  /** `namesFor`; the same object for the same entries. */
  of(own: readonly ApiEntry[] | undefined): Names;
  /** Entries that say what one of an earlier text said, as that one: what is kept is known by its entries. */
  settled(entries: readonly ApiEntry[]): readonly ApiEntry[];
  /** Ends one analysis: what neither it nor the one before has asked for is forgotten. */
  sweep(): void;
}

/** Nothing kept yet. */
export function keepNames(): KeptNames {
  const numbers = new WeakMap<ApiEntry, number>();
  const names = twoTurns<Names>();
  const entries = twoTurns<ApiEntry>();
  let last = 0;
  const numberOf = (entry: ApiEntry): number => {
    let number = numbers.get(entry);
    if (number === undefined) numbers.set(entry, (number = ++last));
    return number;
  };
  return {
    of: (own) => names.of((own ?? []).map(numberOf).join(), () => namesFor(own)),
    settled: (given) => given.map((entry) => entries.of(JSON.stringify(entry), () => entry)),
    sweep() {
      names.end();
      entries.end();
    },
  };
}
