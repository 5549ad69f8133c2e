/** The rows of the timeline, top to bottom, as the filters leave them. */

import type { Finding, Place, WaiterPhase, WaiterSnapshot } from '../../../protocol.js';
import type { Selection } from '../../messages.js';
import { currentHold, heldBy, type LockView } from './locks.js';
import type { Lane, PageState, ProgramView, QueueView } from './model.js';
import { laneWords, lockWords, programWords, queueWords, type Words } from './words.js';

/** What a row must be to be shown. */
export interface Filters {
  /** The id of the only program to show; empty: all that are not recordings. */
  readonly program: string;
  /** Part of the name of a program, queue or task, or of a condition; case does not count. */
  readonly text: string;
  readonly phase: WaiterPhase | 'any';
  /** Only what a finding is about. */
  readonly onlyFindings: boolean;
  /** Also waits that are over. */
  readonly ended: boolean;
}

export const noFilters: Filters = { program: '', text: '', phase: 'any', onlyFindings: false, ended: true };

export type Row = ProgramRow | QueueRow | WaiterRow | LockRow;

interface Any {
  /** The same for the same thing in every later page. */
  readonly id: string;
  readonly words: Words;
  readonly program: ProgramView;
  readonly findings: readonly Finding[];
}

export interface ProgramRow extends Any {
  readonly kind: 'program';
}

export interface QueueRow extends Any {
  readonly kind: 'queue';
  readonly queue: QueueView;
}

export interface WaiterRow extends Any {
  readonly kind: 'waiter';
  readonly queue: QueueView;
  readonly lane: Lane;
  /** The last picture of its waiter; missing once its wait is over. */
  readonly waiter?: WaiterSnapshot;
  /** Its condition holds and it sleeps on. */
  readonly isLost: boolean;
}

/** A lock: they stand below the queues. */
export interface LockRow extends Any {
  readonly kind: 'lock';
  readonly lock: LockView;
}

/** How many rows are shown at most; who needs others filters. */
const maxRows = 500;

export interface Rows {
  readonly rows: readonly Row[];
  /** How many there are besides. */
  readonly more: number;
}

/** The programs that the filters leave. A recording is shown by itself, or when there is nothing else. */
export function programsOf({ programs }: PageState, filters: Filters): readonly ProgramView[] {
  const all = [...programs.values()];
  const chosen = all.filter(({ id }) => id === filters.program);
  if (chosen.length > 0) return chosen;
  const running = all.filter(({ status }) => status !== 'recorded');
  return running.length > 0 ? running : all;
}

/** Program rows come only where there are several programs. `now` says how long waits have lasted. */
export function rowsOf(
  state: PageState,
  filters: Filters,
  now: (program: ProgramView) => number = (program) => program.now,
): Rows {
  const programs = programsOf(state, filters);
  const isAlone = programs.length === 1;
  const all = programs.flatMap((program) => {
    const at = now(program);
    const queues = [...program.queues.values()].flatMap((queue) => queueRows(program, queue, filters, at));
    const own = [...queues, ...lockRows(program, filters, at)];
    if (isAlone || (own.length === 0 && isFiltered(filters))) return own;
    return [programRow(program), ...own];
  });
  return { rows: all.slice(0, maxRows), more: Math.max(0, all.length - maxRows) };
}

/** What choosing the row selects; nothing for a program or a lock. */
export function selectionOf(row: Row | undefined): Selection | null {
  if (!row || row.kind === 'program' || row.kind === 'lock') return null;
  const queue: Selection = { program: row.program.id, queue: row.queue.id };
  return row.kind === 'queue' ? queue : { ...queue, waiter: row.lane.waiter };
}

/** Where a row is in the source, as `file:line:column`, where nobody else can say: of a recording, or after the end. */
export function siteOf(row: Row | undefined): string | undefined {
  if (row?.program.status !== 'recorded' && row?.program.status !== 'ended') return undefined;
  if (row.kind === 'queue') return siteAt(row.queue.shown?.location);
  return row.kind === 'waiter' ? (siteAt(row.waiter?.place) ?? row.waiter?.site) : undefined;
}

function siteAt(place: Place | undefined): string | undefined {
  return place && `${place.file}:${place.line}:${place.column}`;
}

/** The row that shows a selection. */
export function selectedRow(rows: readonly Row[], selection: Selection | null): Row | undefined {
  if (!selection) return undefined;
  return rows.find((row) => {
    const own = selectionOf(row);
    return (
      own?.program === selection.program && own.queue === selection.queue && own.waiter === selection.waiter
    );
  });
}

function isFiltered({ text, phase, onlyFindings, ended }: Filters): boolean {
  return text !== '' || phase !== 'any' || onlyFindings || !ended;
}

function programRow(program: ProgramView): ProgramRow {
  return { kind: 'program', id: program.id, words: programWords(program), program, findings: [] };
}

function queueRows(program: ProgramView, queue: QueueView, filters: Filters, now: number): Row[] {
  const findings = program.findings.filter((finding) => finding.queue === queue.id);
  const row: QueueRow = {
    kind: 'queue',
    id: `${program.id}/${queue.id}`,
    words: queueWords(queue),
    program,
    queue,
    findings: findings.filter(({ waiter }) => waiter === undefined),
  };
  const waiters = inWakeOrder(queue).map((lane) => waiterRow(program, queue, lane, findings, now));
  const isNamed = matches(filters.text, program.name, queue.name);
  const shown = waiters.filter((waiter) => isShown(waiter, filters, isNamed));
  if (shown.length > 0) return [row, ...shown];
  const isGone = queue.goneAt !== undefined && !filters.ended;
  const isWanted = isNamed && filters.phase === 'any' && !isGone;
  return isWanted && (!filters.onlyFindings || row.findings.length > 0) ? [row] : [];
}

function lockRows(
  program: ProgramView,
  { text, phase, onlyFindings, ended }: Filters,
  now: number,
): LockRow[] {
  if (phase !== 'any' || onlyFindings) return [];
  const isShown = (lock: LockView): boolean => {
    const hold = currentHold(lock);
    const isBusy = hold !== undefined || lock.wanted.length > 0;
    return (ended || isBusy) && matches(text, lock.name, hold?.task ?? '', ...lock.wanted);
  };
  return [...program.locks.values()]
    .filter(isShown)
    .toSorted((one, other) => one.id - other.id)
    .map((lock) => {
      const id = `${program.id}/lock/${lock.id}`;
      return { kind: 'lock', id, words: lockWords(lock, now), program, lock, findings: [] };
    });
}

/** Those whose turn comes first on top; those who have left below, the last to leave first. */
function inWakeOrder({ lanes, shown }: QueueView): readonly Lane[] {
  const order = new Map(shown?.waiters.map(({ id }, index) => [id, index]));
  const rank = ({ waiter, end }: Lane): number =>
    end === undefined ? (order.get(waiter) ?? order.size) : Infinity;
  const leftAt = (lane: Lane): number => lane.spans.at(-1)?.to ?? 0;
  return [...lanes].sort((one, other) =>
    rank(one) === rank(other) ? leftAt(other) - leftAt(one) : rank(one) - rank(other),
  );
}

function waiterRow(
  program: ProgramView,
  queue: QueueView,
  lane: Lane,
  findings: readonly Finding[],
  now: number,
): WaiterRow {
  const waiter =
    lane.end === undefined ? queue.shown?.waiters.find(({ id }) => id === lane.waiter) : undefined;
  const own = lane.end === undefined ? findings.filter((finding) => finding.waiter === lane.waiter) : [];
  const verdict = program.verdicts.get(lane.waiter);
  const isTrue = verdict !== undefined && 'evaluation' in verdict && verdict.evaluation.value;
  const isAsleep = lane.end === undefined && lane.spans.at(-1)?.phase === 'asleep';
  const isLost = isAsleep && (isTrue || own.some(({ kind }) => kind === 'lost-wake-up'));
  const words = withLocks(laneWords(lane, waiter, now), heldBy(program.locks, lane.task));
  return {
    kind: 'waiter',
    id: `${program.id}/${queue.id}/${lane.key}`,
    words: isLost ? marked(words) : words,
    program,
    queue,
    lane,
    ...(waiter ? { waiter } : {}),
    findings: own,
    isLost,
  };
}

/** Who sleeps with a lock says so. */
function withLocks(words: Words, held: readonly LockView[]): Words {
  if (held.length === 0) return words;
  const more = `holds ${held.map(({ name }) => name).join(', ')}`;
  return {
    label: words.label,
    description: `${words.description}, ${more}`,
    spoken: `${words.spoken}, ${more}`,
  };
}

function marked({ label, description, spoken }: Words): Words {
  return { label, description: `lost wake-up, ${description}`, spoken: `${spoken}, lost wake-up` };
}

function isShown({ lane, findings, isLost }: WaiterRow, filters: Filters, isNamed: boolean): boolean {
  const { text, phase, onlyFindings, ended } = filters;
  const isOver = lane.end !== undefined;
  return (
    (ended || !isOver) &&
    (phase === 'any' || (!isOver && lane.spans.at(-1)?.phase === phase)) &&
    (!onlyFindings || isLost || findings.length > 0) &&
    (isNamed || matches(text, lane.task, lane.condition ?? ''))
  );
}

function matches(text: string, ...words: readonly string[]): boolean {
  const wanted = text.trim().toLowerCase();
  return words.some((word) => word.toLowerCase().includes(wanted));
}
