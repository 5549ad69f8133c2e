import type { SleepEvent, TestEvent } from '../../protocol/events.js';
import { reachability, type Graph } from '../../protocol/graph.js';

/**
 * Whether what a function returns tells its callers that it slept, or whether the condition holds now: what is returned is
 * read after waking from the places that were tested, or is a variable that got its value on the way to the sleep
 * (`ret = VM_FAULT_RETRY; schedule();`).
 */
export function tellsCaller(graph: Graph, sleep: SleepEvent, tested: TestEvent): boolean {
  const places = tested.reads.filter(({ shared }) => shared).map(({ text }) => text);
  const set = setOnTheWay(graph, sleep, tested);
  return graph.blocks.some(({ exit }) => {
    if (exit?.value === undefined || exit.range[0] < sleep.range[0]) return false;
    const { reads, place } = exit.value;
    return reads.some(({ text }) => places.includes(text)) || (place !== undefined && set.has(place.text));
  });
}

/** Locals that get a value between the test and the sleep, on no way that leaves the sleep out. */
function setOnTheWay(graph: Graph, sleep: SleepEvent, tested: TestEvent): ReadonlySet<string> {
  const reach = reachability(graph);
  const [at, guard] = [sleep, tested].map((event) =>
    graph.blocks.find(({ events }) => events.includes(event)),
  );
  if (!at || !guard) return new Set();
  const past = guard.edges.filter(({ to }) => to !== at.id && !reach(to).has(at.id));
  const between = graph.blocks.filter(
    ({ id }) =>
      reach(guard.id).has(id) &&
      (id === at.id || reach(id).has(at.id)) &&
      !past.some(({ to }) => to === id || reach(to).has(id)),
  );
  const before = between.flatMap(({ id, events }) =>
    id === at.id ? events.slice(0, events.indexOf(sleep)) : events,
  );
  return new Set(
    before.flatMap((event) =>
      event.kind === 'update' && !event.place.shared && event.value?.constant !== undefined
        ? [event.place.text]
        : [],
    ),
  );
}
