import { version } from '../package-version.js';
import type { Command } from './command-line.js';
import { parseCommandLine } from './command-line.js';
import { helpText } from './help.js';
import { runInspect } from './inspect/inspect.js';
import type { Io } from './io.js';
import { runTop } from './top/top.js';
import { CommandError, UsageError } from './usage-error.js';

/**
 * The program `waitq`, from its arguments to its exit code: 0 done or left by the user, 1 no such program or it
 * ended, 2 wrong command line. `pageFolder` is where the built page lies.
 */
export async function run(args: readonly string[], io: Io, pageFolder: URL): Promise<number> {
  try {
    return await execute(parseCommandLine(args), io, pageFolder);
  } catch (error) {
    if (error instanceof UsageError) {
      io.stderr.write(`waitq: ${error.message}\nwaitq --help says how to call it.\n`);
      return 2;
    }
    io.stderr.write(`waitq: ${error instanceof CommandError ? error.message : describe(error)}\n`);
    return 1;
  }
}

async function execute(command: Command, io: Io, pageFolder: URL): Promise<number> {
  switch (command.command) {
    case 'help':
      io.stdout.write(helpText());
      return 0;
    case 'version':
      io.stdout.write(`${version}\n`);
      return 0;
    case 'top':
      return runTop(command, io);
    case 'inspect':
      return runInspect(command, io, pageFolder);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
