import { expected } from './expected.js';

/**
 * Throws for what is no queue; a copy of one is none, for no wake-up reaches it.
 *
 * @param error what a call on it has thrown, where nobody has looked at it before: throws that for a queue
 */
export function refuseQueue(queue: { readonly walk?: unknown } | undefined, error?: unknown): never {
  if (queue?.walk) throw error;
  expected('a WaitQueue, no copy', queue);
}

/** The same for a call that promises something. */
export function refused(queue: object | undefined): Promise<never> {
  return new Promise(() => refuseQueue(queue));
}
