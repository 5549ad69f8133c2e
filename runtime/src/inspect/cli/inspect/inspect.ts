import type { InspectCommand } from '../command-line.js';
import { chooseProgram } from '../choose-program.js';
import { listPrograms } from '../find-program.js';
import type { Io } from '../io.js';
import { programsTable } from '../programs-table.js';
import { CommandError } from '../usage-error.js';
import { PageHost } from './page-host.js';
import type { PageServer } from './page-server.js';
import { servePage } from './page-server.js';
import { createStreams } from './streams.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * `waitq inspect`: until a signal comes, or at once with `--list` and `--json`.
 * @param pageFolder where the built page lies
 * @returns the exit code
 */
export async function runInspect(command: InspectCommand, io: Io, pageFolder: URL): Promise<number> {
  const programs = await listPrograms();
  if (command.json) {
    const listed = programs.map(({ path, program }) => ({ ...program, path }));
    io.stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return 0;
  }
  if (command.list) {
    if (programs.length > 0) io.stdout.write(`${programsTable(programs)}\n`);
    else io.stderr.write('waitq: no program can be watched\n');
    return 0;
  }
  if (command.program !== undefined) chooseProgram(programs, command.program);
  return serve(command, io, pageFolder);
}

async function serve({ program, port }: InspectCommand, io: Io, pageFolder: URL): Promise<number> {
  const streams = createStreams(() => host.watch(streams.count > 0));
  const host = new PageHost(program, (message) => streams.send(message));
  let server: PageServer;
  try {
    server = await servePage(pageFolder, port, {
      onStream: (response) => streams.add(response),
      onMessage: (message) => void host.take(message),
    });
  } catch (error) {
    streams.close();
    throw new CommandError(`cannot serve the page: ${(error as Error).message}`);
  }
  io.stdout.write(
    `${server.url}\nshows the wait queues of this machine's programs to you alone; Ctrl-C ends it.\n`,
  );
  await signalled();
  host.watch(false);
  streams.close();
  await server.close();
  return 0;
}

/** The first of the signals that ask to end. */
function signalled(): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      for (const signal of SIGNALS) process.off(signal, end);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, end);
  });
}
