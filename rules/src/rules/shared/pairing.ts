import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, RegisterEvent } from '../../protocol/events.js';
import { eventsOf, reachability, type Block, type Graph } from '../../protocol/graph.js';
import { atCall, lastName, type Place, type Range } from '../../protocol/place.js';
import { mayCall, type NamedCall } from '../../protocol/model.js';
import { queueNames } from '../../protocol/named-arguments.js';
import { walkPaths } from '../../protocol/paths.js';
import { wordsOfFunctions } from './function-words.js';
import { locksAfter, locksAtEntry, type Locks } from './held-locks.js';
import { isWaiting, waitingFunctions } from './waiting-functions.js';

/** A wait of the file: where, on which queue, and for what. */
export interface Waiter {
  /** Index of the function. */
  readonly owner: number;
  readonly queue: Operand;
  readonly range: Range;
  readonly call: Call;
  /** Shared places that decide whether it goes on, those read by functions of the file that the condition calls included. */
  readonly reads: readonly Place[];
  /** The condition argument of a wait macro or function. */
  readonly condition?: Operand;
  /** Nothing of the condition is hidden in functions of other files. */
  readonly isWhole: boolean;
  /** Locks held while it tests; worked out when asked for. */
  locks(): Locks;
}

/** The file's waits on queues whose path ends in the same name. */
export function waitersOn(context: AnalysisContext, queue: Operand): readonly Waiter[] {
  const name = queueName(queue);
  const known = byName.get(context) ?? new Map<string, readonly Waiter[]>();
  byName.set(context, known);
  let waiters = known.get(name);
  if (!waiters) known.set(name, (waiters = fewOf(findWaiters(context, name))));
  return waiters;
}

const byName = new WeakMap<AnalysisContext, Map<string, readonly Waiter[]>>();

/** Functions whose words tell that they wait on other queues only are not read for this. */
function findWaiters(context: AnalysisContext, name: string): readonly Waiter[] {
  const { all, on } = waitingFunctions(context.model);
  const found = (/^\w+$/.test(name) ? on([name]) : all).flatMap((owner) => waitsIn(context, owner));
  return found.filter((waiter) => nameOf(waiter) === name);
}

/** False when nothing in the file waits on the queue of a call, for certain. */
export function mayHaveWaiter({ model }: AnalysisContext, call: NamedCall): boolean {
  const names = queueNames(call);
  return names === undefined || waitingFunctions(model).on(names).length > 0;
}

/**
 * False when what is written behind a call that wakes is named in no function that waits on its queue, in nothing that one
 * calls, and in no macro of the file, for certain.
 */
export function mayWriteForWaiter({ model }: AnalysisContext, call: NamedCall): boolean {
  const written = call.namesWrittenBehind?.();
  const queue = queueNames(call);
  if (!written || !queue) return true;
  const named = wordsOfFunctions(model, waitingFunctions(model).on(queue));
  return !named || [...written].some(named);
}

/** `wq` of `dev->wq` and of `&priv.wq`: the same queue reached through different variables. */
export function queueName({ place, text }: Operand): string {
  return lastName({ text: place?.text ?? text });
}

/**
 * A place named from where its queue is: `@.flags` for `flags` of `dev->flags` beside `dev->wq`, and of `cmd->flags` beside `cmd->wq`,
 * so that functions that come to the object in other ways are understood. One step up is a `^`. A place that shares no
 * variable with the queue keeps its own path.
 */
export function placeBeside(place: Place, queue: Operand): string {
  const path = stepsOf(place);
  const to = queue.place ? stepsOf(queue.place).slice(0, -1) : [];
  let common = 0;
  while (common < to.length && common < path.length - 1 && to[common] === path[common]) common++;
  if (queue.place?.root !== place.root) return path.join('.');
  return ['@', ...to.slice(common || 1).map(() => '^'), ...path.slice(common || 1)].join('.');
}

/** `dev->queues[i].wq` is `dev`, `queues[]`, `wq`: any element. */
function stepsOf(place: Place): readonly string[] {
  let steps = stepsOfPlaces.get(place);
  if (!steps) {
    const path = place.text.replaceAll('->', '.').replace(/\[[^\]]*\]/g, '[]');
    stepsOfPlaces.set(place, (steps = path.split('.')));
  }
  return steps;
}

/** The same places are compared again and again. */
const stepsOfPlaces = new WeakMap<Place, readonly string[]>();

/** The waits of the file. */
export function allWaiters(context: AnalysisContext): readonly Waiter[] {
  const waiters = context.model.functions.flatMap((_, owner) => waitsIn(context, owner));
  const names = new Set(waiters.map(nameOf));
  return [...names].flatMap((name) => fewOf(waiters.filter((waiter) => nameOf(waiter) === name)));
}

function nameOf({ queue }: Waiter): string {
  return queueName(queue);
}

/** More waits on queues of one name have been generated: who wakes whom is not told by their names. */
function fewOf(waiters: readonly Waiter[]): readonly Waiter[] {
  return waiters.length <= MOST_WAITERS ? waiters : [];
}

const MOST_WAITERS = 500;

const byFunction = new WeakMap<AnalysisContext, Map<number, readonly Waiter[]>>();

function waitsIn(context: AnalysisContext, owner: number): readonly Waiter[] {
  const known = byFunction.get(context) ?? new Map<number, readonly Waiter[]>();
  byFunction.set(context, known);
  let waits = known.get(owner);
  if (!waits) known.set(owner, (waits = [...waitsOf(context, owner)]));
  return waits;
}

function* waitsOf(context: AnalysisContext, owner: number): Iterable<Waiter> {
  const fn = context.model.functions[owner]!;
  const calls = mayCall(fn, isWaiting) ? context.callsOf(fn) : [];
  for (const call of calls) {
    const { api } = call;
    const queue = api?.queue && call.args[api.queue.arg];
    const condition = api?.condition === undefined ? undefined : call.args[api.condition];
    if (api?.action !== 'wait' || !queue || !condition) continue;
    const locks = (): Locks =>
      api.lock || api.queueLocked ? anyLock : locksAt(context, owner, [call.range]);
    yield { owner, queue, range: call.range, call, condition, locks, ...conditionReads(context, condition) };
  }
  if (!calls.some(({ api }) => api?.action === 'register')) return;
  yield* waitsByHand(context, owner);
}

/** Stands for a lock whose name is not known. */
const anyLock: Locks = new Set(['*']);

function* waitsByHand(context: AnalysisContext, owner: number): Iterable<Waiter> {
  const graph = context.graphOf(context.model.functions[owner]!);
  const registers = new Map<string, RegisterEvent>();
  for (const event of eventsOf(graph)) {
    if (event.kind === 'register' && event.queue) registers.set(queueName(event.queue), event);
  }
  if (registers.size === 0) return;
  const tests = decidingTests(graph);
  const ranges = tests.map(({ range }) => range);
  const locks = (): Locks => locksAt(context, owner, ranges);
  for (const { queue, range, call } of registers.values()) {
    const parts = tests.map((test) => conditionReads(context, test));
    const reads = parts.flatMap((part) => part.reads);
    yield { owner, queue: queue!, range, call, reads, locks, isWhole: parts.every(({ isWhole }) => isWhole) };
  }
}

interface Decision extends Reads {
  readonly range: Range;
}

/** Tests from which a sleep can be reached, and what the locals they look at were made from. */
function decidingTests(graph: Graph): readonly Decision[] {
  const asleep = new Set(
    graph.blocks.filter(({ events }) => events.some(({ kind }) => kind === 'sleep')).map(({ id }) => id),
  );
  const deciding = graph.blocks.filter((block) => decides(graph, block, asleep));
  const reach = reachability(graph);
  const again = deciding.filter(({ id }) => [...asleep].some((from) => from === id || reach(from).has(id)));
  // What is tested again after waking is what is waited for.
  const tests = (again.length > 0 ? again : deciding).flatMap(({ events }) =>
    events.filter((event) => event.kind === 'test').slice(-1),
  );
  const locals = new Set(tests.flatMap(({ reads }) => reads.map(({ root }) => root)));
  const made = [...eventsOf(graph)].flatMap((event) =>
    event.kind === 'update' && event.value && !event.place.shared && locals.has(event.place.root)
      ? [event.value]
      : [],
  );
  return [...tests, ...made];
}

/** One way out of the block leads to a sleep, another does not unless it comes by again. */
function decides({ blocks }: Graph, block: Block, asleep: ReadonlySet<number>): boolean {
  if (block.edges.length < 2) return false;
  const sleeps = block.edges.map(({ to }) => {
    const seen = new Set([block.id]);
    const pending = [to];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (seen.has(id)) continue;
      if (asleep.has(id)) return true;
      seen.add(id);
      pending.push(...blocks[id]!.edges.map((edge) => edge.to));
    }
    return false;
  });
  return sleeps.includes(true) && sleeps.includes(false);
}

function locksAt(context: AnalysisContext, owner: number, ranges: readonly Range[]): Locks {
  const found = new Set<string>();
  walkPaths<Locks>(context.graphOf(context.model.functions[owner]!), {
    start: locksAtEntry(context, owner),
    key: (locks) => [...locks].sort().join(),
    onEvent(locks, event) {
      if (ranges.some(([start, end]) => event.range[0] === start && event.range[1] === end))
        for (const name of locks) found.add(name);
      return locksAfter(locks, event);
    },
  });
  return found;
}

/** How far the functions that a condition calls are followed. */
const DEPTH = 3;

interface Reads {
  readonly reads: readonly Place[];
  readonly calls: readonly Call[];
}

interface Reading {
  readonly reads: readonly Place[];
  readonly isWhole: boolean;
}

function conditionReads(context: AnalysisContext, { reads, calls }: Reads, depth = 0): Reading {
  const parts = calls.map((call) => calleeReads(context, call, depth));
  const own = [...reads, ...calls.flatMap(({ args }) => args.flatMap((arg) => arg.reads))];
  return {
    reads: [...own, ...parts.flatMap((part) => part.reads)].filter(({ shared }) => shared),
    isWhole: parts.every(({ isWhole }) => isWhole),
  };
}

function calleeReads(context: AnalysisContext, call: Call, depth: number): Reading {
  const fn = call.target === undefined ? undefined : context.model.functions[call.target];
  if (!fn || depth >= DEPTH) return { reads: [], isWhole: !fn && READERS.test(call.name) };
  const reads: Place[] = [];
  let isWhole = true;
  const graph = context.graphOf(fn);
  const add = (part: Reads): void => {
    const inner = conditionReads(context, part, depth + 1);
    reads.push(...inner.reads.map((place) => atCall(place, fn.parameters, call.args)));
    isWhole &&= inner.isWhole;
  };
  for (const event of eventsOf(graph)) {
    // what it holds while it looks is not followed
    if (event.kind === 'lock') isWhole = false;
    if (event.kind === 'test') add(event);
    else if (event.kind === 'update' && event.value) add(event.value);
    else if (event.kind === 'call')
      add({ reads: event.call.args.flatMap((arg) => arg.reads), calls: [event.call] });
  }
  for (const { exit } of graph.blocks) if (exit?.value) add(exit.value);
  return { reads, isWhole };
}

/** Calls that answer what their arguments hold and read nothing else that changes. */
const READERS =
  /^(atomic(64|_long)?_(read|\w+_return|\w+_and_test|cmpxchg|xchg)\w*|refcount_read|(test|test_and_\w+)_bit\w*|smp_load_acquire|READ_ONCE|h?l?list_empty\w*|skb_queue_(empty|len)\w*|kfifo_\w+|kthread_should_\w+|signal_pending\w*|time_(after|before)\w*|IS_ERR\w*|find_(first|next)\w*_bit|bitmap_\w+|idr_is_empty|xa_empty|min|max|min_t|max_t)$/;
