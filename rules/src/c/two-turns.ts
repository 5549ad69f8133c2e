/** Values that are made once, as long as each is asked for in this turn or in one of the two before. */
export interface TwoTurns<V> {
  of(key: string, make: () => V): V;
  /** Ends a turn: what neither it nor the one before has asked for is forgotten. */
  end(): void;
}

/** Two turns, so that what is taken back at once is still there. */
export function twoTurns<V>(): TwoTurns<V> {
  let turns: readonly ReadonlyMap<string, V>[] = [];
  let now = new Map<string, V>();
  return {
    of(key, make) {
      let value = now.get(key) ?? turns[0]?.get(key) ?? turns[1]?.get(key);
      if (value === undefined) value = make();
      now.set(key, value);
      return value;
    },
    end() {
      turns = [now, ...turns.slice(0, 1)];
      now = new Map();
    },
  };
}
