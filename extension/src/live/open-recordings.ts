import type { RecordingMessage } from 'waitq/inspect/page';
import type { Recorded } from './recorder.js';

/** The recordings that the timeline shows beside the programs that run, until they are closed there. */
export interface OpenRecordings {
  add(recorded: Recorded): void;
  find(id: string): Recorded | undefined;
  close(id: string): void;
  /** What a timeline has to be told: of all where it is drawn anew, else of those it has not been told of. */
  tell(isDrawnAnew: boolean): readonly RecordingMessage[];
  clear(): void;
}

/** Makes an empty list. */
export function createOpenRecordings(): OpenRecordings {
  const open = new Map<string, Recorded>();
  const told = new Set<string>();
  let count = 0;
  return {
    add: (recorded) => void open.set(`recording ${++count}`, recorded),
    find: (id) => open.get(id),
    close: (id) => void open.delete(id),
    tell(isDrawnAnew) {
      const messages = [...open]
        .filter(([id]) => isDrawnAnew || !told.has(id))
        .map(([id, { name, recording }]): RecordingMessage => {
          const isKnown = told.has(id) ? ({ isKnown: true } as const) : {};
          return { type: 'recording', id, name, recording, ...isKnown };
        });
      for (const id of open.keys()) told.add(id);
      return messages;
    },
    clear: () => open.clear(),
  };
}
