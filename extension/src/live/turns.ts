import type { Request } from './debuggee.js';

/**
 * Sends the requests to one thread of a program one after the other.
 *
 * A program that is to stop may do so in what it is asked. A message that arrives a moment before that is never read,
 * nor is any later one: Node (20 and 24) spends the notice of it while the first is still dispatched, see
 * `MainThreadInterface::DispatchMessages` and `WaitForFrontendEvent`. Such a program hangs, and can only be killed.
 */
export interface Turns {
  /** Sends a request once those before it have been answered. */
  readonly request: Request;
  /** Goes on with the next request: the program has stopped, and may answer this one only when it runs again. */
  letGo(): void;
  /** Settles once nothing is under way that the program could stop in. */
  rested(): Promise<void>;
}

/**
 * Milliseconds until a thread that owes an answer is taken to be blocked outside of JavaScript, where it stops nowhere:
 * a process that waits for another must not hide it.
 */
const patience = 1000;

interface Turn {
  readonly over: Promise<void>;
  readonly end: () => void;
  /** When the request was sent; it is about to be, as long as this is missing. */
  since?: number;
}

/** Makes turns before `send`. What a worker is asked passes through its parent, so it waits for that one, too. */
export function createTurns(send: Request, parent?: Turns): Turns {
  const line: Turn[] = [];
  // js-debug's launcher, which is the parent of a process, runs nothing and answers nothing.
  let hasAnswered = false;
  const leave = (turn: Turn | undefined): void => {
    // One that was let go has left already.
    if (!turn || turn !== line[0]) return;
    line.shift();
    turn.end();
  };
  return {
    async request(command, args) {
      const turn = createTurn();
      const before = line.at(-1);
      line.push(turn);
      if (before) await before.over;
      if (parent) await parent.rested();
      turn.since = Date.now();
      try {
        return await send(command, args);
      } finally {
        hasAnswered = true;
        leave(turn);
      }
    },
    letGo: () => leave(line[0]),
    async rested() {
      await parent?.rested();
      for (let [turn] = line; hasAnswered && turn && timeLeft(turn) > 0; [turn] = line) {
        await settlesWithin(turn.over, timeLeft(turn));
      }
    },
  };
}

function createTurn(): Turn {
  let end = (): void => undefined;
  const over = new Promise<void>((resolve) => (end = resolve));
  return { over, end };
}

function timeLeft({ since = Date.now() }: Turn): number {
  return since + patience - Date.now();
}

async function settlesWithin(over: Promise<void>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, milliseconds)));
  await Promise.race([over, late]);
  clearTimeout(timer);
}
