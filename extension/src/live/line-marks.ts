import { duration } from './labels.js';
import { childrenOf, isLost, rootsOf, type LiveModel, type Node } from './model.js';
import type { SourcePlace } from './debuggee.js';
import type { WaiterNode } from './places.js';

/** What is known of a line on which somebody waits. */
export interface LineMark {
  /** Counts from 1. */
  readonly line: number;
  /** How many are asleep and awake, and whether they were left to sleep. */
  readonly text: string;
  /** How long the one has slept that sleeps longest; empty where that was not recorded. */
  readonly age: string;
  readonly isLost: boolean;
  /** Those who wait there, the first to be woken first. */
  readonly waiters: readonly WaiterNode[];
}

/** Every waiter of the programs that run, queue by queue; one that several threads tell of, once. */
export function waitersOf(model: LiveModel): readonly WaiterNode[] {
  return rootsOf(model).flatMap(waitersBelow).filter(isRunning);
}

function waitersBelow(node: Node): readonly WaiterNode[] {
  return node.kind === 'waiter' ? [node] : childrenOf(node).flatMap(waitersBelow);
}

function isRunning({ program: { status } }: WaiterNode): boolean {
  return status === 'live' || status === 'paused';
}

/** The marks of one file, by the place of each waiter in it. */
export function marksOf(
  waiters: readonly WaiterNode[],
  lineOf: (waiter: WaiterNode) => SourcePlace['line'] | undefined,
): readonly LineMark[] {
  const lines = new Map<number, WaiterNode[]>();
  for (const waiter of waiters) {
    const line = lineOf(waiter);
    if (line !== undefined) lines.set(line, [...(lines.get(line) ?? []), waiter]);
  }
  return [...lines].map(([line, there]) => ({
    line,
    text: textOf(there),
    age: ageOf(there),
    isLost: there.some(isLost),
    waiters: there,
  }));
}

function textOf(waiters: readonly WaiterNode[]): string {
  const asleep = waiters.filter(({ waiter }) => waiter.sleeping);
  const lost = waiters.filter(isLost).length;
  const words = [`${asleep.length} asleep`];
  if (waiters.length > asleep.length) words.push(`${waiters.length - asleep.length} awake`);
  if (lost > 0) words.push(lost === 1 ? 'a wake-up was lost' : `${lost} wake-ups were lost`);
  return words.join(', ');
}

function ageOf(waiters: readonly WaiterNode[]): string {
  const ages = waiters.flatMap(({ program, waiter: { sleeping, since } }) =>
    sleeping && since !== undefined ? [program.at - since] : [],
  );
  return ages.length === 0 ? '' : `${ages.length > 1 ? 'longest ' : ''}${duration(Math.max(...ages))}`;
}
