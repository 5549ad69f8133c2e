import type { Host } from '../host.js';
import type { PageState, ProgramView } from '../state/model.js';
import type { Row } from '../state/rows.js';

/** What stands where the timeline would be. */
export interface EmptyText {
  readonly title: string;
  readonly help: string;
  readonly links?: readonly Link[];
}

interface Link {
  readonly words: string;
  readonly href: string;
}

const helps: Readonly<Record<Host['kind'], string>> = {
  vscode: 'Debug a Node program that uses waitq, or watch one that runs without a debugger.',
  browser: 'Start a program that uses waitq with WAITQ_INSPECT=1 in its environment.',
};

/** The editor runs a command whose link is followed. */
const links: Readonly<Record<Host['kind'], readonly Link[]>> = {
  vscode: [
    { words: 'Attach to a Running Program', href: 'command:waitq.attach' },
    { words: 'Watch Programs in New Terminals', href: 'command:waitq.watchTerminals' },
  ],
  browser: [],
};

/** Why there is nothing to draw; `undefined` when there is. */
export function emptyText(
  { connection, programs: all }: PageState,
  programs: readonly ProgramView[],
  rows: readonly Row[],
  host: Host['kind'],
): EmptyText | undefined {
  if (rows.some(({ kind }) => kind !== 'program')) return undefined;
  if (all.size === 0) {
    if (connection === 'connecting') return { title: 'Connecting…', help: 'Waiting for its first answer.' };
    if (connection === 'lost') return { title: 'Connection lost', help: 'Trying to connect again.' };
    return { title: 'No program is watched', help: helps[host], links: links[host] };
  }
  if (
    programs.every(
      ({ status, sequence }) => status === 'connecting' || (status === 'live' && sequence === undefined),
    )
  ) {
    return { title: 'Connecting…', help: `Waiting for the first answer of ${namesOf(programs)}.` };
  }
  if (programs.some(({ queues }) => queues.size > 0)) {
    return { title: 'Nothing passes the filters', help: 'Clear them to see all waiters.' };
  }
  if (programs.every(({ status }) => status === 'ended')) {
    return { title: 'The program has ended', help: 'It has made no wait queue while it was watched.' };
  }
  if (programs.every(({ status }) => status === 'lost')) {
    return { title: 'Connection lost', help: `${namesOf(programs)} can’t be reached.` };
  }
  return { title: 'No wait queue yet', help: `${namesOf(programs)} has no wait queue at the moment.` };
}

function namesOf(programs: readonly ProgramView[]): string {
  return programs.map(({ name }) => name).join(', ');
}
