import { formatAge } from '../format.js';
import type { TableColumn } from '../table.js';
import type { QueueRow, WaiterRow } from './rows.js';

export type View = 'waiters' | 'queues';

/** One column of a view: what it shows and what it is sorted by. */
export interface Column<Row> extends TableColumn {
  /** What `--sort` calls it. */
  readonly key: string;
  /** Missing sorts below everything. */
  readonly value: (row: Row) => string | number | undefined;
  readonly text?: (row: Row) => string;
}

const waiterColumns: readonly Column<WaiterRow>[] = [
  { key: 'age', title: 'AGE', right: true, value: ({ ageMs }) => ageMs, text: ({ ageMs }) => ageText(ageMs) },
  { key: 'queue', title: 'QUEUE', value: ({ queue }) => queue.name, flexible: true },
  { key: 'task', title: 'TASK', value: ({ waiter }) => taskOf(waiter), flexible: true },
  { key: 'phase', title: 'PHASE', value: ({ waiter }) => (waiter.forLock ? 'locking' : waiter.phase) },
  { key: 'state', title: 'STATE', value: ({ waiter }) => waiter.state },
  { key: 'exclusive', title: 'EXCL', value: ({ waiter }) => (waiter.exclusive ? 'yes' : '') },
  { key: 'spurious', title: 'SPUR', right: true, value: ({ waiter }) => waiter.spurious },
  { key: 'condition', title: 'CONDITION', value: ({ waiter }) => waiter.condition ?? '', flexible: true },
  {
    key: 'where',
    title: 'WHERE',
    value: ({ where }) => where,
    flexible: true,
  },
];

const counted = (
  key: string,
  title: string,
  value: (row: QueueRow) => number | undefined,
): Column<QueueRow> => ({ key, title, right: true, value });

const timed = (
  key: string,
  title: string,
  value: (row: QueueRow) => number | undefined,
): Column<QueueRow> => ({ key, title, right: true, value, text: (row) => ageText(value(row)) });

const queueColumns: readonly Column<QueueRow>[] = [
  { key: 'queue', title: 'QUEUE', value: ({ queue }) => queue.name, flexible: true },
  { key: 'kind', title: 'KIND', value: ({ queue }) => queue.kind },
  counted('waiting', 'WAITING', ({ waiting }) => waiting),
  timed('oldest', 'OLDEST', ({ oldestMs }) => oldestMs),
  counted('waits', 'WAITS', ({ queue }) => queue.counters?.waits),
  counted('wakeups', 'WAKE-UPS', ({ queue }) => queue.counters?.wakeUps),
  counted('nobody', 'NOBODY', ({ queue }) => queue.counters?.wakeUpsOfNobody),
  counted('spurious', 'SPUR', ({ queue }) => queue.counters?.spurious),
  counted('timeouts', 'TIMEOUTS', ({ queue }) => queue.counters?.timeouts),
  counted('interrupts', 'INTR', ({ queue }) => queue.counters?.interrupts),
  timed('mean', 'MEAN', ({ meanMs }) => meanMs),
  timed('longest', 'LONGEST', ({ queue }) => queue.counters?.longestMs || undefined),
];

/** What a view can be sorted by. */
export function columnsOf(view: View): readonly Pick<Column<never>, 'key' | 'title'>[] {
  return view === 'waiters' ? waiterColumns : queueColumns;
}

/** The columns with their rows, for what treats both views alike. */
export interface Rows<Row = unknown> {
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

export function waiterTable(rows: readonly WaiterRow[]): Rows<WaiterRow> {
  return { columns: waiterColumns, rows };
}

export function queueTable(rows: readonly QueueRow[]): Rows<QueueRow> {
  return { columns: queueColumns, rows };
}

/** What a cell says. */
export function textOf<Row>({ value, text }: Column<Row>, row: Row): string {
  return text ? text(row) : `${value(row) ?? ''}`;
}

function taskOf({ task, threadId }: WaiterRow['waiter']): string {
  if (threadId === undefined) return task;
  return task === '' ? `thread ${threadId}` : `${task} (thread ${threadId})`;
}

function ageText(ms: number | undefined): string {
  if (ms === undefined) return '';
  return ms === Infinity ? 'earlier' : formatAge(ms);
}
