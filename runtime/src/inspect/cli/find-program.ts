import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../client.js';
import { connect, runningPrograms } from '../client.js';
import type { Endpoint } from '../endpoint.js';
import { chooseProgram, programsNamed, titleOf } from './choose-program.js';
import { CommandError } from './usage-error.js';

/** How often to look for a program that is to start (milliseconds). */
const PATIENCE = 200;

/**
 * The one program that is meant.
 * @throws CommandError when it does not run, or several could be meant
 */
export async function findProgram(wanted: string | undefined): Promise<Endpoint> {
  return chooseProgram(await listPrograms(), wanted);
}

/** The same, as soon as one runs. */
export async function awaitProgram(wanted: string | undefined): Promise<Endpoint> {
  for (;;) {
    const all = await listPrograms();
    const matching = wanted === undefined ? all : programsNamed(all, wanted);
    if (matching.length > 0) return chooseProgram(matching, undefined);
    await sleep(PATIENCE);
  }
}

/** Throws a CommandError when others could have put something where programs are found. */
export async function listPrograms(): Promise<readonly Endpoint[]> {
  try {
    return await runningPrograms();
  } catch (error) {
    throw new CommandError((error as Error).message);
  }
}

/** Throws a CommandError when the program does not answer, or speaks another version. */
export async function connectTo({ path, program }: Endpoint): Promise<Client> {
  try {
    return await connect(path);
  } catch (error) {
    throw new CommandError(`cannot connect to ${titleOf(program)}: ${(error as Error).message}`);
  }
}
