import { saidOnce, type SharedThing, type SharedWaiter } from 'waitq/inspect/client';
import type { ProgramStatus, Selection } from 'waitq/inspect/page';
import { seenAt, type SeenLock } from './locks.js';
import {
  isKept,
  isOfAll,
  sharedFindings,
  sharedLocks,
  sharedQueues,
  waitersOn,
  type ToldFinding,
} from './shared.js';
import type {
  Delta,
  Finding,
  LockSnapshot,
  ProgramInfo,
  QueueSnapshot,
  Snapshot,
  WaiterSnapshot,
} from './snapshot.js';

/** One thread of a program that is watched: a process, or one of its workers. */
export interface Program {
  /** Of its debug session, or of its socket. */
  readonly id: string;
  readonly name: string;
  readonly status: ProgramStatus;
  readonly queues: readonly QueueSnapshot[];
  /** Those that somebody holds or wants; `undefined` where the program does not tell. */
  readonly locks?: readonly LockSnapshot[] | undefined;
  /** Those locks and, for a while, those that somebody held a moment ago. */
  readonly seenLocks?: readonly SeenLock[];
  /** Of all queues; the tree shows each where it belongs. */
  readonly findings: readonly Finding[];
  /** When the picture was taken, in milliseconds since the epoch. */
  readonly at: number;
  /** Of the last picture or delta; `undefined` before the first. */
  readonly sequence?: number | undefined;
  readonly recordingSince?: number | undefined;
  readonly info?: ProgramInfo | undefined;
  readonly isRecording?: boolean;
  /** Why its queues can't be shown. */
  readonly problem?: string | undefined;
}

/** A line of the tree. */
export type Node =
  | { readonly kind: 'program'; readonly program: Program }
  | {
      readonly kind: 'queue';
      readonly program: Program;
      readonly queue: QueueSnapshot;
      /** Of a queue that threads share: all that is told of it. */
      readonly shared?: SharedThing<Program, QueueSnapshot>;
    }
  | {
      readonly kind: 'waiter';
      /** On a shared queue that of its own thread, if that tells. */
      readonly program: Program;
      readonly queue: QueueSnapshot;
      readonly waiter: WaiterSnapshot;
      readonly shared?: SharedWaiter<Program, QueueSnapshot> & { readonly queueKey: string };
    }
  | {
      readonly kind: 'lock';
      readonly program: Program;
      readonly lock: SeenLock;
      /** Of a lock that threads share: all that is told of it. */
      readonly shared?: SharedThing<Program, SeenLock>;
    }
  /** Somebody who waits for a lock: so many get it earlier. */
  | {
      readonly kind: 'wanter';
      readonly program: Program;
      readonly lock: SeenLock;
      readonly place: number;
      readonly shared?: SharedThing<Program, SeenLock>;
    }
  | { readonly kind: 'finding'; readonly program: Program; readonly finding: Finding };

/** What the watched programs last said of their queues. */
export interface LiveModel {
  readonly programs: ReadonlyMap<string, Program>;
}

export const emptyModel: LiveModel = { programs: new Map() };

/** A program of which nothing is known yet. */
export function newProgram(id: string, name: string, status: ProgramStatus): Program {
  return { id, name, status, queues: [], findings: [], at: 0 };
}

/** The program in a newer picture. An answer that a later one has overtaken changes nothing. */
export function withSnapshot(program: Program, snapshot: Snapshot): Program {
  const { queues, locks, at, sequence, recordingSince, program: info } = snapshot;
  if (program.sequence !== undefined && program.sequence >= sequence) return program;
  const seenLocks = seenAt(at, locks, program.seenLocks);
  return { ...program, queues, locks, seenLocks, at, sequence, recordingSince, info, problem: undefined };
}

/** The program after a delta; `undefined` when it does not go on where the program is. */
export function withDelta(program: Program, delta: Delta): Program | undefined {
  const { from, sequence, at, locks = program.locks } = delta;
  if (program.sequence !== from) return undefined;
  const changed = new Map(delta.queues.map((queue) => [queue.id, queue]));
  const gone = new Set(delta.gone);
  const kept = program.queues
    .filter(({ id }) => !gone.has(id))
    .map((queue) => changed.get(queue.id) ?? queue);
  const known = new Set(kept.map(({ id }) => id));
  const added = delta.queues.filter(({ id }) => !known.has(id) && !gone.has(id));
  const seenLocks = seenAt(at, locks, program.seenLocks);
  return { ...program, queues: [...kept, ...added], locks, seenLocks, at, sequence, problem: undefined };
}

/** A whole picture of the program as it is known. */
export function pictureOf({ queues, locks, at, sequence = 0, recordingSince, info }: Program): Snapshot {
  return {
    version: 1,
    sequence,
    at,
    queues,
    ...(locks ? { locks } : {}),
    ...(recordingSince === undefined ? {} : { recordingSince }),
    ...(info ? { program: info } : {}),
  };
}

/** The model with a program as it is now. */
export function withProgram(model: LiveModel, program: Program): LiveModel {
  if (model.programs.get(program.id) === program) return model;
  return { programs: new Map(model.programs).set(program.id, program) };
}

/** The model without a program. */
export function withoutProgram(model: LiveModel, id: string): LiveModel {
  if (!model.programs.has(id)) return model;
  return { programs: new Map([...model.programs].filter(([key]) => key !== id)) };
}

/** Which welcome text fits while the tree is empty; `queues` when it is not. */
export type ModelState = 'noProgram' | 'connecting' | 'noQueues' | 'ended' | 'queues';

export function stateOf(model: LiveModel): ModelState {
  const programs = [...model.programs.values()];
  if (rootsOf(model).length > 0) return 'queues';
  if (programs.length === 0) return 'noProgram';
  if (programs.some(({ status }) => status === 'connecting')) return 'connecting';
  return programs.every(({ status }) => status === 'ended') ? 'ended' : 'noQueues';
}

/**
 * The top of the tree: the queues of the only program, else the programs; then what threads share, each thing once. What
 * has ended is not in it, nor a thread that has nothing of its own.
 */
export function rootsOf(model: LiveModel): readonly Node[] {
  const programs = [...model.programs.values()].filter(({ status }) => status !== 'ended');
  const shown = programs.filter(isShown);
  const [only] = shown;
  const isAlone = shown.length === 1 && only && !only.problem && only.status !== 'lost';
  const own = isAlone ? below(only) : shown.map((program): Node => ({ kind: 'program', program }));
  const findings = sharedFindings(programs).map(sharedFinding);
  return [
    ...findings,
    ...own,
    ...sharedQueues(programs).map(sharedNode),
    ...sharedLocks(programs).map(sharedLock),
  ];
}

function isShown(program: Program): boolean {
  const { problem, status } = program;
  return problem !== undefined || status === 'lost' || below(program).length > 0;
}

function sharedNode(shared: SharedThing<Program, QueueSnapshot>): Node {
  const [{ teller: program, thing: queue }] = shared.tellings;
  return { kind: 'queue', program, queue, shared };
}

function sharedFinding({ tellings: [{ teller: program, thing }] }: SharedThing<Program, ToldFinding>): Node {
  return { kind: 'finding', program, finding: thing.finding };
}

function sharedLock(shared: SharedThing<Program, SeenLock>): Node {
  const [{ teller: program, thing: lock }] = shared.tellings;
  return { kind: 'lock', program, lock, shared };
}

/** What is below a line of the tree. */
export function childrenOf(node: Node): readonly Node[] {
  const { program } = node;
  if (node.kind === 'program') return below(program);
  if (node.kind === 'finding' || node.kind === 'wanter') return [];
  if (node.kind === 'lock') return node.lock.wanted.map((_, place) => ({ ...node, kind: 'wanter', place }));
  const findings = findingsOf(node).map((finding): Node => ({ kind: 'finding', program, finding }));
  if (node.kind === 'waiter') return findings;
  return [...findings, ...waitersBelow(node)];
}

function waitersBelow({ program, queue, shared }: Extract<Node, { kind: 'queue' }>): readonly Node[] {
  if (!shared) return queue.waiters.map((waiter) => ({ kind: 'waiter', program, queue, waiter }));
  return waitersOn(shared).map((one) => {
    const [{ teller, queue: told }] = one.tellings;
    const { waiter } = one;
    const from = { ...one, queueKey: shared.key };
    return { kind: 'waiter', program: teller, queue: told, waiter, shared: from };
  });
}

/** What looks wrong about this line itself: of a queue not what is wrong with one waiter. */
export function findingsOf(node: Node): readonly Finding[] {
  const { findings } = node.program;
  if (node.kind === 'finding') return [node.finding];
  if (node.kind === 'lock' || node.kind === 'wanter') return [];
  if (node.kind === 'program') {
    return findings.filter((finding) => finding.key === undefined && isOfAll(finding));
  }
  return saidOnce(
    namesOf(node).map(({ program, queue, waiter }) =>
      program.findings.filter((finding) => finding.queue === queue && finding.waiter === waiter),
    ),
  );
}

/** How many findings the tree has: what several threads say of one thing counts once. */
export function findingCount(model: LiveModel): number {
  const count = (nodes: readonly Node[]): number =>
    nodes.reduce((sum, node) => sum + (node.kind === 'finding' ? 1 : count(childrenOf(node))), 0);
  return count(rootsOf(model));
}

/** By which numbers each program knows the queue or waiter of a line; the first is whose line it is. */
export function namesOf(node: Extract<Node, { kind: 'queue' | 'waiter' }>): readonly Name[] {
  const { program } = node;
  if (node.kind === 'waiter') {
    const tellings = node.shared?.tellings ?? [{ teller: program, queue: node.queue, waiter: node.waiter }];
    return tellings.map(({ teller, queue, waiter }) => ({
      program: teller,
      queue: queue.id,
      waiter: waiter.id,
    }));
  }
  const tellings = node.shared?.tellings ?? [{ teller: program, thing: node.queue }];
  return tellings.map(({ teller, thing }) => ({ program: teller, queue: thing.id }));
}

interface Name {
  readonly program: Program;
  readonly queue: number;
  readonly waiter?: number;
}

/** Whether the line is what is selected, by whichever of its names. */
export function isNamed(
  node: Extract<Node, { kind: 'queue' | 'waiter' }>,
  selection: Selection | null,
): boolean {
  return namesOf(node).some(
    ({ program, queue, waiter }) =>
      program.id === selection?.program && queue === selection.queue && waiter === selection.waiter,
  );
}

/** Whether a waiter sleeps although its condition was seen to hold. */
export function isLost(node: Node): boolean {
  return node.kind === 'waiter' && findingsOf(node).some(({ kind }) => kind === 'lost-wake-up');
}

/** The same for the same program, queue, waiter or finding in every later model. */
export function idOf(node: Node): string {
  const { id } = node.program;
  if (node.kind === 'program') return id;
  if (node.kind === 'queue') return node.shared ? `shared/${node.shared.key}` : `${id}/${node.queue.id}`;
  if (node.kind === 'waiter') {
    const { shared } = node;
    return shared ? `shared/${shared.queueKey}/${shared.key}` : `${id}/${node.queue.id}/${node.waiter.id}`;
  }
  if (node.kind === 'lock')
    return node.shared ? `shared/lock/${node.shared.key}` : `${id}/lock/${node.lock.id}`;
  if (node.kind === 'wanter') return `${idOf({ ...node, kind: 'lock' })}/${node.place}`;
  const { kind, queue = '', waiter = '', message, key } = node.finding;
  if (key !== undefined && isOfAll(node.finding)) return `shared/${kind}/${key}`;
  return `${id}/${queue}/${waiter}/${kind}/${message}`;
}

function below(program: Program): readonly Node[] {
  const ofAll = findingsOf({ kind: 'program', program });
  return [
    ...ofAll.map((finding): Node => ({ kind: 'finding', program, finding })),
    ...program.queues.filter(isKept).map((queue): Node => ({ kind: 'queue', program, queue })),
    ...(program.seenLocks ?? []).filter(isKept).map((lock): Node => ({ kind: 'lock', program, lock })),
  ];
}
