import type { TopCommand } from '../command-line.js';
import { awaitProgram, connectTo, findProgram } from '../find-program.js';
import type { Io } from '../io.js';
import { isInteractive } from '../io.js';
import { UsageError } from '../usage-error.js';
import { columnsOf } from './columns.js';
import { lookOnce, printJson, printText } from './print.js';
import { createState, firstSort } from './state.js';
import type { TopState } from './state.js';
import { watchOnScreen } from './watch.js';

/**
 * `waitq top`.
 * @returns the exit code
 */
export async function runTop(command: TopCommand, io: Io): Promise<number> {
  const state = stateFor(command);
  const endpoint = await (command.wait ? awaitProgram : findProgram)(command.program);
  const client = await connectTo(endpoint);
  const { evaluate, intervalMs, json } = command;
  if (!json && !command.once && isInteractive(io)) {
    return watchOnScreen(client, state, { evaluate, intervalMs }, io);
  }
  try {
    const followed = await lookOnce(client, { evaluate });
    io.stdout.write(json ? printJson(followed) : printText(client, followed, state));
    return 0;
  } finally {
    client.close();
  }
}

function stateFor({ view, sort, reverse, filter }: TopCommand): TopState {
  const keys = columnsOf(view).map(({ key }) => key);
  if (sort !== undefined && !keys.includes(sort)) {
    throw new UsageError(`--sort must be one of ${keys.join(', ')} for ${view}, not '${sort}'`);
  }
  const sorts = sort === undefined ? firstSort : { ...firstSort, [view]: sort };
  return createState({ view, sort: sorts, isReversed: reverse, filter });
}
