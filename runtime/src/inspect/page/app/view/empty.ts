import type { Host } from '../host.js';
import type { PageState, ProgramView } from '../state/model.js';
import type { Row } from '../state/rows.js';

/** What stands where the timeline would be. */
export interface EmptyText {
  readonly title: string;
  readonly help: string;
}

const helps: Readonly<Record<Host['kind'], string>> = {
  vscode:
    'Debug a Node program that uses waitq, start one in a terminal after “Waitq: Watch Programs in New Terminals”, or attach to a running one with “Waitq: Attach to a Running Program”.',
  browser: 'Start a program that uses waitq with WAITQ_INSPECT=1 in its environment.',
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
    if (connection === 'connecting') return { title: 'Connecting…', help: 'Waiting for the first picture.' };
    if (connection === 'lost') return { title: 'Connection lost', help: 'Trying to connect again.' };
    return { title: 'No program is watched', help: helps[host] };
  }
  if (
    programs.every(
      ({ status, sequence }) => status === 'connecting' || (status === 'live' && sequence === undefined),
    )
  ) {
    return { title: 'Connecting…', help: `Waiting for the first picture of ${namesOf(programs)}.` };
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
