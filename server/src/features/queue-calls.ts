import type { Hover, Location, TextDocumentPositionParams } from 'vscode-languageserver/node';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { grammarReady } from 'eslint-plugin-waitq/analyze';
import { readingOf } from '../language-of.js';
import type { ServerState } from '../state.js';
import { toRange } from '../to-diagnostic.js';
import type { QueuePlace } from '../workspace/queue-index.js';
import type { Feature } from './feature.js';

/**
 * `textDocument/hover` and `textDocument/references` on a call that waits on a queue or wakes it: who else does, in the file and
 * in those next to it.
 */
export const queueCalls: Feature = {
  capabilities: () => ({ hoverProvider: true, referencesProvider: true }),
  register(state) {
    const { connection } = state;
    connection.onHover((params) => hoverAt(state, params));
    connection.onReferences((params) => referencesAt(state, params));
  },
};

interface Asked {
  readonly place: QueuePlace;
  /** All calls on queues of that name, the one asked about among them. */
  readonly all: readonly QueuePlace[];
}

async function askedAt(
  state: ServerState,
  { textDocument, position }: TextDocumentPositionParams,
): Promise<Asked | undefined> {
  const document = state.documents.get(textDocument.uri);
  const reading = document && readingOf(document);
  if (!document || !reading || 'ignored' in reading) return undefined;
  const settings = await state.settings.of(document.uri);
  if (!settings.enable) return undefined;
  await grammarReady().catch(() => undefined);
  const offset = document.offsetAt(position);
  const own = settings.api === '' ? undefined : state.files.apis.of(reading.path, settings.api, new Map());
  const queues = state.files.queuesFor(own && 'entries' in own ? own.entries : undefined);
  const place = queues.in(reading.path).find(({ span: [start, end] }) => start <= offset && offset <= end);
  return place && { place, all: queues.around(reading.path, place.name) };
}

async function referencesAt(state: ServerState, params: TextDocumentPositionParams): Promise<Location[]> {
  const asked = await askedAt(state, params);
  return asked?.all.map(({ location }) => location) ?? [];
}

async function hoverAt(state: ServerState, params: TextDocumentPositionParams): Promise<Hover | null> {
  const asked = await askedAt(state, params);
  if (!asked) return null;
  const { place, all } = asked;
  const others = all.filter((one) => one.location !== place.location);
  const value = [
    meaningOf(place),
    list(`Wakes \`${place.name}\``, others, 'wake'),
    list(`Waits on \`${place.name}\``, others, 'wait'),
  ].join('\n\n');
  const document = state.documents.get(params.textDocument.uri)!;
  return { contents: { kind: 'markdown', value }, range: toRange(document, place.span) };
}

/** The callee, and what it is called on the other side of the table of names. */
function meaningOf({ doc, counterpart, location }: QueuePlace): string {
  if (counterpart === undefined) return doc;
  const other = /\.[ch]$/i.test(location.uri) ? 'TypeScript' : 'kernel';
  return `${doc} (${other}: \`${counterpart}\`)`;
}

/** A hover is read at a glance. */
const MOST_LINES = 8;

function list(title: string, places: readonly QueuePlace[], kind: QueuePlace['kind']): string {
  const listed = places.filter((place) => place.kind === kind);
  if (listed.length === 0) return `**${title}**: nobody else in this file and those next to it.`;
  const lines = listed.slice(0, MOST_LINES).map(lineOf);
  const more = listed.length - lines.length;
  return [`**${title}**`, '', ...lines, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n');
}

function lineOf({ text, within, location }: QueuePlace): string {
  const line = location.range.start.line + 1;
  const file = basename(fileURLToPath(location.uri));
  const where = `[${file}:${line}](${location.uri}#L${line})`;
  return `- ${where} \`${text.replaceAll('`', "'")}\`${within === undefined ? '' : ` in \`${within}\``}`;
}
