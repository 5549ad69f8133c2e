/** The programs whose picture does not go on, and why: those of which the same is true are named together. */

import type { ProgramView } from './model.js';
import { statuses } from './words.js';

export interface Standing {
  readonly status: ProgramView['status'];
  /** Who, and how they stand. */
  readonly title: string;
  readonly words: string;
}

/** In the order in which the first of each comes. */
export function standingsOf(programs: readonly ProgramView[]): readonly Standing[] {
  const groups = new Map<string, ProgramView[]>();
  for (const program of programs) {
    const { status, detail } = program;
    const isTold = status in still || (status === 'recorded' && detail !== undefined);
    const key = JSON.stringify([status, detail]);
    if (isTold) groups.set(key, [...(groups.get(key) ?? []), program]);
  }
  return [...groups.values()].map(standing);
}

function standing(group: readonly ProgramView[]): Standing {
  const [{ status, detail }] = group as [ProgramView];
  const [ofOne, ofSeveral] = still[status as keyof typeof still] ?? ['', ''];
  return {
    status,
    title: `${listed(group.map(({ name }) => name))}: ${statuses[status]}.`,
    words: detail === undefined ? (group.length === 1 ? ofOne : ofSeveral) : sentence(detail),
  };
}

/** What an error says ends without a full stop. */
function sentence(text: string): string {
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

/** Names in a row, of many the first ones and how many more there are. */
export function listed(names: readonly string[]): string {
  const more = names.length - most;
  return more <= 1 ? names.join(', ') : `${names.slice(0, most).join(', ')} and ${more} more`;
}

const most = 3;

/** Of one program, and of several. */
const still = {
  paused: [
    'The debugger has stopped it; this is how its queues are now.',
    'The debugger has stopped them; this is how their queues are now.',
  ],
  lost: ['What is shown may be old.', 'What is shown may be old.'],
  ended: ['This is what it did last.', 'This is what they did last.'],
  connecting: ['Waiting for its first answer.', 'Waiting for their first answers.'],
} as const;
