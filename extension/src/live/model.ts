import type { QueueSnapshot, Snapshot, WaiterSnapshot } from './snapshot.js';

/** One thread of a debugged program: a process, or one of its workers. */
export interface Program {
  /** Of its debug session. */
  readonly id: string;
  readonly name: string;
  readonly queues: readonly QueueSnapshot[];
  /** When the picture was taken, in milliseconds since the epoch. */
  readonly at: number;
  readonly sequence: number;
  /** Why its queues can't be shown. */
  readonly problem?: string;
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
    };

/** What the debugged programs last said of their queues. */
export interface LiveModel {
  readonly programs: ReadonlyMap<string, Program>;
}

export const emptyModel: LiveModel = { programs: new Map() };

/** The model with a newer picture of one program. An answer that a later one has overtaken changes nothing. */
export function withSnapshot(model: LiveModel, id: string, name: string, snapshot: Snapshot): LiveModel {
  const { queues, at, sequence } = snapshot;
  const before = model.programs.get(id);
  if (before && before.sequence >= sequence) return model;
  return withProgram(model, { id, name, queues, at, sequence });
}

/** The model with the reason why one program's queues can't be shown. */
export function withProblem(model: LiveModel, id: string, name: string, problem: string): LiveModel {
  if (model.programs.get(id)?.problem === problem) return model;
  return withProgram(model, { id, name, queues: [], at: 0, sequence: 0, problem });
}

/** The model without a program that has ended, or shows nothing any more. */
export function withoutProgram(model: LiveModel, id: string): LiveModel {
  if (!model.programs.has(id)) return model;
  return { programs: new Map([...model.programs].filter(([key]) => key !== id)) };
}

function withProgram(model: LiveModel, program: Program): LiveModel {
  return { programs: new Map(model.programs).set(program.id, program) };
}

/** Which welcome text fits while the tree is empty; `queues` when it is not. */
export function stateOf(model: LiveModel): 'noProgram' | 'noQueues' | 'queues' {
  if (model.programs.size === 0) return 'noProgram';
  return rootsOf(model).length === 0 ? 'noQueues' : 'queues';
}

/** The top of the tree: the queues of the only program, else the programs. */
export function rootsOf(model: LiveModel): readonly Node[] {
  const shown = [...model.programs.values()].filter(({ queues, problem }) => problem ?? queues.length > 0);
  const [only] = shown;
  if (shown.length === 1 && only && !only.problem) return queuesOf(only);
  return shown.map((program) => ({ kind: 'program', program }));
}

/** What is below a line of the tree. */
export function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'program') return queuesOf(node.program);
  if (node.kind === 'waiter') return [];
  const { program, queue } = node;
  return queue.waiters.map((waiter) => ({ kind: 'waiter', program, queue, waiter }));
}

/** The same for the same program, queue or waiter in every later model. */
export function idOf(node: Node): string {
  if (node.kind === 'program') return node.program.id;
  if (node.kind === 'queue') return `${node.program.id}/${node.queue.id}`;
  return `${node.program.id}/${node.queue.id}/${node.waiter.id}`;
}

function queuesOf(program: Program): readonly Node[] {
  return program.queues.map((queue) => ({ kind: 'queue', program, queue }));
}
