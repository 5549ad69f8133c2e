import type { ProtocolEvent, SleepEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, type Block, type Exit } from '../../protocol/graph.js';
import { isAnnounced, isTestedByWaker } from './announcement.js';
import { isLocking } from './call-kinds.js';
import { guardsOnly, isWaitStep, landing, type Surroundings } from './decisive-test.js';
import { isStopTest } from './stop-test.js';

/** A test one of whose ways leads to a sleep and the other past it. */
export interface Guard {
  readonly tested: TestEvent;
  /** The value of the test that leads to the sleep. */
  readonly polarity: boolean | null;
  /** The blocks in which the way past the sleep arrives. */
  readonly landing: ReadonlySet<number>;
  /** Nothing but the wait stands between the test and the landing. */
  readonly isBare: boolean;
}

/** The tests that decide about a sleep by looking at what is waited for. */
export function guardsOf(where: Surroundings, sleep: SleepEvent, at: Block): readonly Guard[] {
  return where.graph.blocks.flatMap((block) => guardAt(where, sleep, at, block) ?? []);
}

function guardAt(where: Surroundings, sleep: SleepEvent, at: Block, block: Block): Guard | undefined {
  const tested = block.events.at(-1);
  const [first, second] = block.edges;
  if (tested?.kind !== 'test' || isStopTest(tested) || !first || !second || block.edges.length > 2)
    return undefined;
  const leads = (to: number): boolean => to === at.id || where.reach(to).has(at.id);
  if (leads(first.to) === leads(second.to)) return undefined;
  const [into, past] = leads(first.to) ? [first, second] : [second, first];
  const arrival = landing(where.graph, past.to);
  if (![...arrival].some((id) => where.reach(at.id).has(id))) return undefined;
  const isBare = guardsOnly(where, { event: tested, block: block.id }, at, { isStep, isExit });
  if (!isBare && !isLookedFor(where, sleep, at, tested)) return undefined;
  return { tested, polarity: into.assume?.value ?? null, landing: arrival, isBare };
}

function isStep(event: ProtocolEvent): boolean {
  return isWaitStep(event) || (event.kind === 'call' && isLocking(event.call));
}

/** A signal or an error ends the wait in its own way. */
function isExit({ kind, value }: Exit): boolean {
  return kind === 'throw' || /^-E[A-Z0-9]+$/.test(String(value?.constant));
}

/** Whoever wakes the sleeper has to do with what is tested, or it is read again after waking. */
function isLookedFor(where: Surroundings, sleep: SleepEvent, at: Block, tested: TestEvent): boolean {
  const { context, fn, graph } = where;
  const queues = [...eventsOf(graph)].flatMap((event) =>
    event.kind === 'register' && event.queue ? [event.queue] : [],
  );
  return (
    queues.some(
      (queue) => isAnnounced(context, fn, queue, tested) || isTestedByWaker(context, fn, queue, tested),
    ) || isReadAgain(where, sleep, at, tested)
  );
}

/** `reg = read(dev); if (reg & BUSY) { …sleep…; reg = read(dev); }` */
function isReadAgain(
  { graph, reach }: Surroundings,
  sleep: SleepEvent,
  at: Block,
  tested: TestEvent,
): boolean {
  const later = graph.blocks.flatMap(({ id, events }) => {
    if (id === at.id) return events.slice(events.indexOf(sleep));
    return reach(at.id).has(id) ? events : [];
  });
  return later.some(
    (event) =>
      event.kind === 'update' &&
      !event.place.shared &&
      tested.reads.some(({ text }) => text === event.place.text),
  );
}
