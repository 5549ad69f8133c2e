import type { Client } from '../../client.js';
import { titleOf } from '../choose-program.js';
import type { Followed } from '../follow.js';
import { follow } from '../follow.js';
import { plainText } from '../format.js';
import type { Io } from '../io.js';
import { frame, pageOf, withinRows } from './frame.js';
import { openScreen } from './screen.js';
import type { TopState } from './state.js';
import { onKey } from './state.js';

export interface WatchOptions {
  readonly intervalMs: number;
  readonly evaluate: boolean;
}

/** Signals that end the program: the terminal is given back first. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Shows a program on the whole terminal until the user leaves or it ends.
 * @returns the exit code: 0 when the user left, 1 when the program ended
 */
export async function watchOnScreen(
  client: Client,
  first: TopState,
  options: WatchOptions,
  io: Io,
): Promise<number> {
  const { program } = client.hello;
  let [state, followed] = [first, undefined as Followed | undefined];
  let seenAt = 0;
  let reason: string | undefined;
  let leave = (): void => {};
  const left = new Promise<'left'>((resolve) => (leave = () => resolve('left')));
  const screen = openScreen(io, {
    onResize: () => paint(),
    onKey(key) {
      const next = onKey(state, key, pageOf(screen.size, followed?.findings.length ?? 0));
      if (next === 'quit') return leave();
      state = followed ? withinRows(next, followed, screen.size) : next;
      paint();
    },
  });
  const paint = (): void => {
    if (followed) screen.paint(frame(program, followed, state, screen.size, seenAt));
  };
  for (const signal of SIGNALS) process.on(signal, leave);
  try {
    screen.paint([`connecting to ${plainText(titleOf(program))} …`]);
    await Promise.race([
      left,
      follow(client, options, (now) => {
        if (state.isPaused) return;
        [followed, seenAt] = [now, Date.now()];
        paint();
      }),
    ]);
    const ended = client.closed.then((reason) => ({ reason }));
    const how = await Promise.race([left, ended]);
    if (how === 'left') return 0;
    ({ reason } = how);
  } finally {
    for (const signal of SIGNALS) process.off(signal, leave);
    screen.close();
    client.close();
  }
  const what = reason === undefined ? 'has ended' : `has closed the connection: ${reason}`;
  io.stderr.write(`waitq: ${plainText(`${titleOf(program)} ${what}`)}\n`);
  return 1;
}
