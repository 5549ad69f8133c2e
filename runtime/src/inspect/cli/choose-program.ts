import type { Endpoint } from '../endpoint.js';
import type { Program } from '../protocol.js';
import { programsTable } from './programs-table.js';
import { CommandError } from './usage-error.js';

/**
 * The one program that is meant.
 * @throws CommandError when none or several are; it lists those that there are.
 */
export function chooseProgram(all: readonly Endpoint[], wanted: string | undefined): Endpoint {
  if (all.length === 0) throw new CommandError(nobody);
  const matching = wanted === undefined ? all : programsNamed(all, wanted);
  const [first] = matching;
  if (!first) throw new CommandError(`no program is called '${wanted}'. There are:\n\n${programsTable(all)}`);
  if (matching.length === 1) return first;
  // Workers of one process: who names none of them means the program.
  const main = matching.find(({ program }) => program.threadId === 0);
  if (main && matching.every(({ program }) => program.pid === main.program.pid)) return main;
  throw new CommandError(`say which program, by its process id:\n\n${programsTable(matching)}`);
}

/** Those with this process id, `PID/THREAD`, or name; a part of the name is enough where no whole one fits. */
export function programsNamed(all: readonly Endpoint[], wanted: string): readonly Endpoint[] {
  const exact = all.filter(({ program }) =>
    [`${program.pid}`, `${program.pid}/${program.threadId}`, program.name].includes(wanted),
  );
  return exact.length > 0 ? exact : all.filter(({ program }) => program.name.includes(wanted));
}

/** As a person says it: `server.js (4711)`. */
export function titleOf({ name, pid, threadId }: Program): string {
  return `${name} (${pid}${threadId === 0 ? '' : `/${threadId}`})`;
}

const nobody = `no program can be watched. Start one with WAITQ_INSPECT=1 in its environment, or import
'waitq/inspect/on' in it; only programs of your own user are shown.`;
