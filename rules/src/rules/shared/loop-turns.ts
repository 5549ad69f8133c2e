import type { Call, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import type { Block, Graph } from '../../protocol/graph.js';
import { isSignalTest } from './ignored-state.js';

/** The head of the innermost loop that a block is in. */
export function loopAround(blocks: Graph['blocks'], id: number): Block | undefined {
  return blocks.filter(({ loop }) => loop?.has(id) === true).sort((a, b) => a.loop!.size - b.loop!.size)[0];
}

/** The tests that decide whether a loop is left. */
export function leavingTests(blocks: Graph['blocks'], head: Block): readonly TestEvent[] {
  const leaves = leavers(blocks, head);
  return blocks
    .filter(({ id, edges }) => head.loop!.has(id) && edges.length > 1 && edges.some(({ to }) => leaves(to)))
    .flatMap(lastTest);
}

/** A turn of the loop may go without a block. */
export function isPassedBy(blocks: Graph['blocks'], head: Block, passed: number): boolean {
  const seen = new Set<number>([passed]);
  const pending = head.edges.map(({ to }) => to);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    if (id === head.id) return true;
    if (seen.has(id) || !head.loop!.has(id)) continue;
    seen.add(id);
    pending.push(...blocks[id]!.edges.map(({ to }) => to));
  }
  return false;
}

/** Asks of blocks whether every way from them leads out of the loop before it comes to its head again. */
function leavers(blocks: Graph['blocks'], head: Block): (id: number) => boolean {
  const known = new Map<number, boolean>();
  const leaves = (id: number): boolean => {
    let answer = known.get(id);
    if (answer === undefined) known.set(id, (answer = find(id)));
    return answer;
  };
  const find = (id: number): boolean => {
    if (!head.loop!.has(id)) return true;
    const { edges, exit } = blocks[id]!;
    if (id === head.id || exit) return id !== head.id && exit?.kind !== 'never';
    // of a loop inside it nothing is said
    return edges.length > 0 && edges.every(({ to }) => (to > id || !head.loop!.has(to)) && leaves(to));
  };
  return leaves;
}

function lastTest({ events }: Block): readonly TestEvent[] {
  const last = events.findLast((event) => event.kind === 'test');
  return last?.kind === 'test' ? [last] : [];
}

/** Sleeps, looks for a signal or for the time, or cannot be followed. */
export function takesNotice(event: ProtocolEvent): boolean {
  if (event.kind === 'test' && event.reads.some(({ text }) => text === 'jiffies')) return true;
  if (event.kind === 'test') return event.calls.some(isNotice);
  if (event.kind === 'call') return isNotice(event.call);
  return event.kind === 'sleep' || event.kind === 'opaque';
}

function isNotice(call: Call): boolean {
  return isSignalTest(call) || NOTICES.test(call.name);
}

const NOTICES = /signal|interruptible|killable|freez|should_stop|^time_(?:after|before)|^ktime/;
