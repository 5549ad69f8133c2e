import type { Selection } from 'waitq/inspect/page';

/** Where somebody has selected something. */
export type Origin = 'tree' | 'timeline' | 'editor';

/** What is selected, in the tree, the timeline and the editor alike. */
export interface SharedSelection {
  readonly now: Selection | null;
  set(selection: Selection | null, origin: Origin): void;
  /** Calls back when it changes; `origin` shows it already. */
  onChange(listener: (selection: Selection | null, origin: Origin) => void): void;
}

/** Makes a selection of nothing. */
export function createSelection(): SharedSelection {
  const listeners: ((selection: Selection | null, origin: Origin) => void)[] = [];
  let now: Selection | null = null;
  return {
    get now() {
      return now;
    },
    set(selection, origin) {
      if (isSame(selection, now)) return;
      now = selection;
      for (const listener of listeners) listener(selection, origin);
    },
    onChange: (listener) => void listeners.push(listener),
  };
}

/** Whether both mean the same queue or waiter. */
export function isSame(one: Selection | null, other: Selection | null): boolean {
  return one?.program === other?.program && one?.queue === other?.queue && one?.waiter === other?.waiter;
}
