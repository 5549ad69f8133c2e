import { stripVTControlCharacters } from 'node:util';
import type { Client } from '../../client.js';
import type { LintsParams } from '../../protocol.js';
import type { Followed } from '../follow.js';
import { plainText } from '../format.js';
import { headline, tableOf } from './frame.js';
import type { TopState } from './state.js';

/** What is known of a program now. */
export async function lookOnce(client: Client, lints: LintsParams): Promise<Followed> {
  const snapshot = await client.request('waitq/snapshot', { places: true });
  const findings = await client.request('waitq/lints', lints);
  return { snapshot, findings };
}

/** Both tables and what looks wrong, as plain text. */
export function printText({ hello: { program } }: Client, followed: Followed, state: TopState): string {
  const now = Date.now();
  const table = (view: TopState['view']): string[] => tableOf(followed, { ...state, view }, now);
  const findings = followed.findings.flatMap(({ kind, message, evidence }) => [
    plainText(`! ${kind}: ${message}`),
    ...evidence.map(
      ({ task, what, site }) =>
        `    ${plainText(`${task ? `${task}: ` : ''}${what}${site ? ` at ${site}` : ''}`)}`,
    ),
  ]);
  const title = stripVTControlCharacters(headline(program, followed, state, now));
  const parts = [[title], table('queues'), table('waiters'), findings];
  return `${parts
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

/** The snapshot with the findings beside it, as JSON. */
export function printJson({ snapshot, findings }: Followed): string {
  return `${JSON.stringify({ ...snapshot, findings }, null, 2)}\n`;
}
