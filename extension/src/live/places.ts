import type { SourcePlace } from './debuggee.js';
import type { LiveHub } from './hub.js';
import type { Node } from './model.js';
import { readSite } from './site.js';

export type WaiterNode = Extract<Node, { kind: 'waiter' }>;

/** Knows where waiters wait: a program is asked once for all that wait alike. */
export interface Places {
  /** What is known by now. */
  of(node: WaiterNode): SourcePlace | undefined;
  find(node: WaiterNode): Promise<SourcePlace | undefined>;
  /** Finds those that have not been looked for, some at a time. @returns whether any was found */
  look(nodes: readonly WaiterNode[]): Promise<boolean>;
}

/** A program is not asked for more than this many at once. */
const atOnce = 20;

/** Makes an empty memory of places. */
export function createPlaces(hub: LiveHub): Places {
  const known = new Map<string, SourcePlace | undefined>();

  async function find(node: WaiterNode): Promise<SourcePlace | undefined> {
    const key = keyOf(node);
    const found = known.get(key) ?? (await locate(hub, node));
    known.set(key, found);
    return found;
  }

  return {
    of: (node) => known.get(keyOf(node)),
    find,
    async look(nodes) {
      const unknown = new Map(
        nodes.filter((node) => !known.has(keyOf(node))).map((node) => [keyOf(node), node]),
      );
      const found = await Promise.all([...unknown.values()].slice(0, atOnce).map(find));
      return found.some((place) => place !== undefined);
    },
  };
}

/** Those on one queue that wait at one call for one condition wait at one place. */
function keyOf({ program, queue, waiter }: WaiterNode): string {
  return JSON.stringify([program.id, queue.id, waiter.site, waiter.condition]);
}

/** Where its condition is written, mapped to the source; else the recorded call, which may be in compiled code. */
async function locate(hub: LiveHub, { program, waiter }: WaiterNode): Promise<SourcePlace | undefined> {
  const condition = waiter.place ?? (await hub.find(program.id)?.locate(waiter.id));
  return condition ?? (waiter.site === undefined ? undefined : readSite(waiter.site));
}
