/** What the queue asks of the machine, so that a schedule explorer can put itself in between. */
export interface Platform {
  readonly atomics: SharedOperations;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds from some fixed moment, never going back. */
  readonly monotonic: () => number;
}

/** `Atomics`, and reads and writes that another operation on the slot's word orders. */
export interface SharedOperations extends Pick<
  typeof Atomics,
  'add' | 'compareExchange' | 'exchange' | 'load' | 'notify' | 'or' | 'store' | 'wait' | 'waitAsync'
> {
  get(words: Int32Array, index: number): number;
  set(words: Int32Array, index: number, value: number): void;
}

export const platform: Platform = {
  atomics: {
    add: Atomics.add,
    compareExchange: Atomics.compareExchange,
    exchange: Atomics.exchange,
    load: Atomics.load,
    notify: Atomics.notify,
    or: Atomics.or,
    store: Atomics.store,
    wait: Atomics.wait,
    waitAsync: Atomics.waitAsync,
    get: (words, index) => words[index]!,
    set: (words, index, value) => {
      words[index] = value;
    },
  },
  now: Date.now,
  monotonic: () => performance.now(),
};
