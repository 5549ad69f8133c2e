import cliTruncate from 'cli-truncate';
import type { Program } from '../../protocol.js';
import { titleOf } from '../choose-program.js';
import type { Followed } from '../follow.js';
import { formatAge, paint, plainText } from '../format.js';
import type { TableColumn } from '../table.js';
import { formatTable } from '../table.js';
import { arrange } from './arrange.js';
import type { Rows, View } from './columns.js';
import { queueTable, textOf, waiterTable } from './columns.js';
import { queueRows, waiterRows } from './rows.js';
import type { TopState } from './state.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Lines above and below the rows of the table: title, titles of the columns, keys. */
const AROUND = 4;
/** Findings shown at most. */
const FINDINGS = 3;

/** The rows of the table that fit between what stands around it. */
export function pageOf({ rows }: Size, findings: number): number {
  return Math.max(1, rows - AROUND - Math.min(FINDINGS, findings));
}

/** The lines of the whole screen. */
export function frame(
  program: Program,
  followed: Followed,
  state: TopState,
  size: Size,
  now: number,
): string[] {
  const { snapshot, findings } = followed;
  const page = pageOf(size, findings.length);
  const { columns, length, cells } = contentsOf(followed, state, now, true);
  const scroll = Math.min(state.scroll, Math.max(0, length - page));
  const [titles = '', ...rows] = formatTable(columns, cells(scroll, scroll + page), size.columns);
  const shown = state.isHelp ? HELP : rows;
  const body = shown.length > 0 || state.isHelp ? shown : [emptyText(state, snapshot.queues.length)];
  const lines = [
    headline(program, followed, state, now),
    '',
    paint('bold', titles),
    ...body.slice(0, page),
    ...Array.from({ length: Math.max(0, page - body.length) }, () => ''),
    ...findings
      .slice(0, FINDINGS)
      .map(({ kind, message }) => paint('red', plainText(`! ${kind}: ${message}`))),
    footer(state, length, scroll, page),
  ];
  return lines.slice(0, size.rows).map((line) => cliTruncate(line, size.columns));
}

/** The state with its scroll bounded by the rows that there are. */
export function withinRows(state: TopState, followed: Followed, size: Size): TopState {
  const { length } = contentsOf(followed, state, 0, true);
  const last = Math.max(0, length - pageOf(size, followed.findings.length));
  return state.scroll > last ? { ...state, scroll: last } : state;
}

/** The whole table: titles of the columns, then rows. */
export function tableOf(followed: Followed, state: TopState, now: number): string[] {
  const { columns, cells } = contentsOf(followed, state, now, false);
  return formatTable(columns, cells());
}

interface Contents {
  readonly columns: readonly TableColumn[];
  /** How many rows there are. */
  readonly length: number;
  /** What some of them say, or all. */
  readonly cells: (begin?: number, end?: number) => string[][];
}

/** What the table holds; `isNarrow` leaves out the folders of files. */
function contentsOf({ snapshot }: Followed, state: TopState, now: number, isNarrow: boolean): Contents {
  if (state.view === 'queues') return arranged(queueTable(queueRows(snapshot, now)), state);
  const rows = waiterRows(snapshot, now);
  const short = rows.map((row) => ({ ...row, where: withoutFolder(row.where) }));
  return arranged(waiterTable(isNarrow ? short : rows), state);
}

function arranged<Row>(table: Rows<Row>, { view, sort, isReversed, filter }: TopState): Contents {
  const key = sort[view];
  const columns = table.columns.map((column) =>
    column.key === key ? { ...column, title: `${column.title}${isReversed ? '▲' : '▼'}` } : column,
  );
  const rows = arrange(table, { sort: key, isReversed, filter });
  return {
    columns,
    length: rows.length,
    cells: (begin, end) =>
      rows.slice(begin, end).map((row) => table.columns.map((column) => textOf(column, row))),
  };
}

function withoutFolder(where: string): string {
  return where.slice(Math.max(where.lastIndexOf('/'), where.lastIndexOf('\\')) + 1);
}

/** `server.js (4711) · 3 queues, 12 waiting, oldest 5m 3s · 2 findings`. */
export function headline(
  program: Program,
  { snapshot, findings }: Followed,
  state: TopState,
  now: number,
): string {
  const waiters = waiterRows(snapshot, now);
  const waiting = queueRows(snapshot, now).reduce((sum, row) => sum + row.waiting, 0);
  const oldest = waiters.length > 0 ? Math.max(...waiters.map(({ ageMs }) => ageMs)) : undefined;
  const parts = [
    paint('bold', plainText(titleOf(program))),
    `running ${formatAge(now - program.startedAt)}`,
    `${count(snapshot.queues.length, 'queue')}, ${waiting} waiting${oldest === undefined ? '' : oldestText(oldest)}`,
    ...(findings.length > 0 ? [paint('red', count(findings.length, 'finding'))] : []),
    ...(state.isPaused ? [paint('yellow', 'paused')] : []),
  ];
  return parts.join(' · ');
}

function oldestText(ms: number): string {
  return ms === Infinity ? ', the oldest from before recording' : `, the oldest ${formatAge(ms)}`;
}

function emptyText({ filter, view }: TopState, queues: number): string {
  if (filter) return `nothing has '${filter}' in it`;
  return view === 'waiters' && queues > 0 ? 'nobody waits' : 'no queues';
}

function footer(state: TopState, total: number, scroll: number, page: number): string {
  if (state.isTyping) return `filter: ${state.filter}█`;
  const where = total > page ? `${scroll + 1}-${Math.min(total, scroll + page)} of ${total}  ` : '';
  const filter = state.filter ? `filter: ${state.filter}  ` : '';
  const other: View = state.view === 'waiters' ? 'queues' : 'waiters';
  return paint(
    'dim',
    `${where}${filter}q quit  Tab ${other}  ←→ sort  r reverse  / filter  Space pause  ? help`,
  );
}

const HELP: readonly string[] = [
  'Tab          queues or waiters',
  'Left, Right  sort by the next column; r the other way round',
  '/            filter; Enter keeps it, Escape drops it',
  'Up, Down, PageUp, PageDown, Home, End',
  'Space, p     pause and go on',
  'q, Ctrl-C    quit',
];

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}
