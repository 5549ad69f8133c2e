/** The rows of the timeline, top to bottom, as the filters leave them. */

import type { Place, WaiterPhase, WaiterSnapshot } from '../../../protocol.js';
import type { Selection } from '../../messages.js';
import { currentHold, heldBy, type LockView } from './locks.js';
import type { Lane, PageState, ProgramView, QueueView, SeenFinding, Span, Verdict } from './model.js';
import { sameSelection } from './reduce.js';
import {
  ownLocks,
  ownQueues,
  repeatedFindings,
  sharedLocks,
  sharedQueues,
  type ShownLock,
  type ShownQueue,
} from './shared.js';
import { laneWords, lockWords, programWords, queueWords, whoIs, type Words } from './words.js';

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
  readonly findings: readonly SeenFinding[];
}

export interface ProgramRow extends Any {
  readonly kind: 'program';
}

export interface QueueRow extends Any {
  readonly kind: 'queue';
  readonly queue: QueueView;
  /** How programs name it; the first is how the page does. */
  readonly names: readonly Selection[];
}

export interface WaiterRow extends Any {
  readonly kind: 'waiter';
  readonly queue: QueueView;
  readonly lane: Lane;
  /** The last picture of its waiter; missing once its wait is over. */
  readonly waiter?: WaiterSnapshot;
  /** Who can be asked for its condition: on a queue that threads share its own thread, if that is watched. */
  readonly asked: ProgramView;
  /** How programs name it; the first is how `asked` does. */
  readonly names: readonly [Selection, ...Selection[]];
  /** What its condition said when it was last evaluated. */
  readonly verdict?: Verdict;
  /** Its condition holds and it sleeps on. */
  readonly isLost: boolean;
  /** Whether its condition held in that sleep, as far as a recording says. */
  wasLost(span: Span): boolean;
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

/**
 * Program rows come only where there are several programs, or something is wrong with one as a whole. `now` says how
 * long waits have lasted.
 */
export function rowsOf(
  state: PageState,
  filters: Filters,
  now: (program: ProgramView) => number = (program) => program.now,
): Rows {
  const programs = programsOf(state, filters);
  const shared = sharedQueues(programs).flatMap((queue) => queueRows(queue, filters, now(queue.program)));
  const sharing = new Set(programs.filter(hasSharedOnly));
  const isAlone = programs.length - sharing.size <= 1;
  const repeated = repeatedFindings(programs);
  const own = programs.flatMap((program) => {
    const at = now(program);
    const queues = ownQueues(program).flatMap((queue) => queueRows(queue, filters, at));
    const below = [...queues, ...lockRows(ownLocks(program), filters, now)];
    const row = programRow(program, repeated);
    const isWrong = row.findings.length > 0;
    const isLeftOut = isAlone || sharing.has(program) || (below.length === 0 && isFiltered(filters));
    return isLeftOut && !isWrong ? below : [row, ...below];
  });
  const all = [...own, ...shared, ...lockRows(sharedLocks(programs), filters, now)];
  return { rows: all.slice(0, maxRows), more: Math.max(0, all.length - maxRows) };
}

/** Of such a thread there is nothing to show but what it shares. */
function hasSharedOnly(program: ProgramView): boolean {
  const hasOwn = ownQueues(program).length > 0 || ownLocks(program).length > 0;
  return !hasOwn && (program.queues.size > 0 || program.locks.size > 0);
}

/** What choosing the row selects; nothing for a program or a lock. */
export function selectionOf(row: Row | undefined): Selection | null {
  if (!row || row.kind === 'program' || row.kind === 'lock') return null;
  return row.names[0] ?? null;
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
  return rows.find(
    (row) =>
      (row.kind === 'queue' || row.kind === 'waiter') &&
      row.names.some((name) => sameSelection(name, selection)),
  );
}

function isFiltered({ text, phase, onlyFindings, ended }: Filters): boolean {
  return text !== '' || phase !== 'any' || onlyFindings || !ended;
}

function programRow(program: ProgramView, repeated: ReadonlySet<SeenFinding>): ProgramRow {
  const findings = program.findings.filter((one) => one.queue === undefined && !repeated.has(one));
  return { kind: 'program', id: program.id, words: programWords(program), program, findings };
}

function queueRows(shown: ShownQueue, filters: Filters, now: number): Row[] {
  const { key, program, queue, names } = shown;
  const row: QueueRow = {
    kind: 'queue',
    id: key,
    words: queueWords(queue),
    program,
    queue,
    names,
    findings: shown.findings.filter(({ waiter }) => waiter === undefined),
  };
  const waiters = inWakeOrder(queue).map((lane) => waiterRow(shown, lane, now));
  const isNamed = matches(filters.text, program.name, queue.name);
  const left = waiters.filter((waiter) => isShown(waiter, filters, isNamed));
  if (left.length > 0) return [row, ...left];
  const isGone = queue.goneAt !== undefined && !filters.ended;
  const isWanted = isNamed && filters.phase === 'any' && !isGone;
  return isWanted && (!filters.onlyFindings || row.findings.length > 0) ? [row] : [];
}

function lockRows(
  locks: readonly ShownLock[],
  { text, phase, onlyFindings, ended }: Filters,
  now: (program: ProgramView) => number,
): LockRow[] {
  if (phase !== 'any' || onlyFindings) return [];
  const isShown = ({ lock }: ShownLock): boolean => {
    const hold = currentHold(lock);
    const isBusy = hold !== undefined || lock.wanted.length > 0;
    return (ended || isBusy) && matches(text, lock.name, hold?.task ?? '', ...lock.wanted);
  };
  return locks
    .filter(isShown)
    .toSorted((one, other) => one.lock.id - other.lock.id)
    .map(({ key, program, lock }) => {
      const words = lockWords(lock, now(program), program.unit);
      return { kind: 'lock', id: key, words, program, lock, findings: [] };
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
  { key, program, queue, findings, waiters }: ShownQueue,
  lane: Lane,
  now: number,
): WaiterRow {
  const shown = lane.end === undefined ? waiters.get(lane.waiter) : undefined;
  const asked = shown?.program ?? program;
  const names = shown?.names ?? [{ program: program.id, queue: queue.id, waiter: lane.waiter }];
  const own = findings.filter((finding) => isOfLane(finding, lane));
  const verdict = asked.verdicts.get(names[0].waiter!);
  const isTrue = verdict !== undefined && 'evaluation' in verdict && verdict.evaluation.value;
  const isAsleep = lane.end === undefined && lane.spans.at(-1)?.phase === 'asleep';
  const losses = own.filter(({ kind }) => kind === 'lost-wake-up');
  const isLost =
    isAsleep &&
    (isTrue || losses.some(({ waiter, seen }) => waiter === lane.waiter && seen?.to === undefined));
  const told = { ...lane, condition: lane.condition ?? shown?.waiter.condition };
  const words = withLocks(
    laneWords(told, shown?.waiter, now, program.unit),
    heldBy(program.locks, lane.task),
  );
  return {
    kind: 'waiter',
    id: `${key}/${lane.key}`,
    words: isLost ? marked(words) : words,
    program,
    queue,
    lane: told,
    ...(shown ? { waiter: shown.waiter } : {}),
    asked,
    names,
    ...(verdict ? { verdict } : {}),
    findings: own,
    isLost,
    wasLost: (span) => losses.some((finding) => isSeenIn(finding, span)),
  };
}

/** What is wrong now is so with the waiter that waits; a recording tells it of those before, too. */
function isOfLane({ waiter, seen }: SeenFinding, lane: Lane): boolean {
  if (seen) return lane.spans.some((span) => span.waiter === waiter);
  return lane.end === undefined && waiter === lane.waiter;
}

function isSeenIn({ waiter, seen }: SeenFinding, { waiter: own, phase, from, to = Infinity }: Span): boolean {
  return (
    seen !== undefined &&
    waiter === own &&
    phase === 'asleep' &&
    from <= (seen.to ?? Infinity) &&
    seen.from < to
  );
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
    (isNamed || matches(text, whoIs(lane), lane.condition ?? ''))
  );
}

function matches(text: string, ...words: readonly string[]): boolean {
  const wanted = text.trim().toLowerCase();
  return words.some((word) => word.toLowerCase().includes(wanted));
}
