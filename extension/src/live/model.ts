import type { ProgramStatus } from 'waitq/inspect/page';
import type { Delta, Finding, ProgramInfo, QueueSnapshot, Snapshot, WaiterSnapshot } from './snapshot.js';

/** One thread of a program that is watched: a process, or one of its workers. */
export interface Program {
  /** Of its debug session, or of its socket. */
  readonly id: string;
  readonly name: string;
  readonly status: ProgramStatus;
  readonly queues: readonly QueueSnapshot[];
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
  | { readonly kind: 'queue'; readonly program: Program; readonly queue: QueueSnapshot }
  | {
      readonly kind: 'waiter';
      readonly program: Program;
      readonly queue: QueueSnapshot;
      readonly waiter: WaiterSnapshot;
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
  const { queues, at, sequence, recordingSince, program: info } = snapshot;
  if (program.sequence !== undefined && program.sequence >= sequence) return program;
  return { ...program, queues, at, sequence, recordingSince, info, problem: undefined };
}

/** The program after a delta; `undefined` when it does not go on where the program is. */
export function withDelta(program: Program, delta: Delta): Program | undefined {
  const { from, sequence, at } = delta;
  if (program.sequence !== from) return undefined;
  const changed = new Map(delta.queues.map((queue) => [queue.id, queue]));
  const gone = new Set(delta.gone);
  const kept = program.queues
    .filter(({ id }) => !gone.has(id))
    .map((queue) => changed.get(queue.id) ?? queue);
  const known = new Set(kept.map(({ id }) => id));
  const added = delta.queues.filter(({ id }) => !known.has(id) && !gone.has(id));
  return { ...program, queues: [...kept, ...added], at, sequence, problem: undefined };
}

/** A whole picture of the program as it is known. */
export function pictureOf({ queues, at, sequence = 0, recordingSince, info }: Program): Snapshot {
  return {
    version: 1,
    sequence,
    at,
    queues,
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

/** The top of the tree: the queues of the only program, else the programs. What has ended is not in it. */
export function rootsOf(model: LiveModel): readonly Node[] {
  const shown = [...model.programs.values()].filter(isShown);
  const [only] = shown;
  if (shown.length === 1 && only && !only.problem && only.status !== 'lost') return below(only);
  return shown.map((program) => ({ kind: 'program', program }));
}

function isShown({ queues, problem, status }: Program): boolean {
  return status !== 'ended' && (problem !== undefined || status === 'lost' || queues.length > 0);
}

/** What is below a line of the tree. */
export function childrenOf(node: Node): readonly Node[] {
  const { program } = node;
  if (node.kind === 'program') return below(program);
  if (node.kind === 'finding') return [];
  const findings = findingsOf(node).map((finding): Node => ({ kind: 'finding', program, finding }));
  if (node.kind === 'waiter') return findings;
  const { queue } = node;
  return [...findings, ...queue.waiters.map((waiter): Node => ({ kind: 'waiter', program, queue, waiter }))];
}

/** What looks wrong about this line itself: of a queue not what is wrong with one waiter. */
export function findingsOf(node: Node): readonly Finding[] {
  const { findings } = node.program;
  if (node.kind === 'finding') return [node.finding];
  if (node.kind === 'waiter') {
    return findings.filter(({ queue, waiter }) => queue === node.queue.id && waiter === node.waiter.id);
  }
  const queue = node.kind === 'queue' ? node.queue.id : undefined;
  return findings.filter((finding) => finding.waiter === undefined && finding.queue === queue);
}

/** Whether a waiter sleeps although its condition was seen to hold. */
export function isLost(node: Node): boolean {
  return node.kind === 'waiter' && findingsOf(node).some(({ kind }) => kind === 'lost-wake-up');
}

/** The same for the same program, queue, waiter or finding in every later model. */
export function idOf(node: Node): string {
  const { id } = node.program;
  if (node.kind === 'program') return id;
  if (node.kind === 'queue') return `${id}/${node.queue.id}`;
  if (node.kind === 'waiter') return `${id}/${node.queue.id}/${node.waiter.id}`;
  const { kind, queue = '', waiter = '', message } = node.finding;
  return `${id}/${queue}/${waiter}/${kind}/${message}`;
}

function below(program: Program): readonly Node[] {
  const ofAll = findingsOf({ kind: 'program', program });
  return [
    ...ofAll.map((finding): Node => ({ kind: 'finding', program, finding })),
    ...program.queues.map((queue): Node => ({ kind: 'queue', program, queue })),
  ];
}
