import type { Call, ProtocolEvent } from './events.js';
import type { Block, Edge } from './graph.js';
import { heldAsleep, released, taken, withLocks, type HeldLock } from './held-locks.js';
import { walkAllPaths } from './paths.js';
import { forbids, isAware, triedIn, type SleepQuestion } from './sleep-search.js';
import { sleepsByItself } from './sleeps.js';

/** What is asked about a function whose callees shall not be read if that can be helped. */
export interface GlanceQuestion extends Pick<SleepQuestion, 'graph'> {
  /** It may sleep, by the words of it and of what it calls. */
  maySleep(callee: number): boolean;
  /** The locks it leaves taken. */
  acquiredBy(callee: number): readonly HeldLock[];
}

/** False when the function has no section of its own in which it or what it calls may sleep, whatever that does else. */
export function maySleepInSection(question: GlanceQuestion): boolean {
  const glance = new Glance(question);
  const isComplete = walkAllPaths<Held>(question.graph, {
    start: [],
    isGoal: (event) => glance.maySleep(event),
    key: (held) => held.map(({ name, call }) => `${name}@${call.range[0]}`).join(),
    onEvent: (held, event) => (glance.hasFound ? null : glance.next(held, event)),
    onEdge: (held, edge, block) => follow(held, edge, block),
  });
  return glance.hasFound || !isComplete;
}

type Held = readonly HeldLock[];

class Glance {
  hasFound = false;
  readonly #question: GlanceQuestion;

  constructor(question: GlanceQuestion) {
    this.#question = question;
  }

  maySleep(event: ProtocolEvent): boolean {
    if (!('call' in event) || !event.call) return false;
    const { target } = event.call;
    return sleepsByItself(event.call) || (target !== undefined && this.#question.maySleep(target));
  }

  next(held: Held, event: ProtocolEvent): Held | null {
    if ('call' in event && event.call) this.#look(held, event.call);
    switch (event.kind) {
      case 'lock':
        return taken(held, event);
      case 'unlock':
        return released(held, event) ?? [];
      case 'opaque':
        return null;
      default:
        return event.kind === 'call' ? this.#behind(held, event.call) : held;
    }
  }

  #look(held: Held, call: Call): void {
    if (held.length === 0) return;
    const { target } = call;
    this.hasFound ||= sleepsByItself(call)
      ? heldAsleep(held, call).some((lock) => forbids(lock, call))
      : target !== undefined && this.#question.maySleep(target);
  }

  /** A lock that a callee gives back is taken to be held on: there is more to be found then, not less. */
  #behind(held: Held, { api, target }: Call): Held {
    return api || target === undefined ? held : withLocks(held, this.#question.acquiredBy(target));
  }
}

function follow(held: Held, { assume }: Edge, block: Block): Held | null {
  if (!assume) return held;
  if (isAware(assume.text)) return null;
  const tried = assume.value ? triedIn(block, assume.text) : undefined;
  return tried ? withLocks(held, [tried]) : held;
}
