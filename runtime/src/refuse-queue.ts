import { expected } from './expected.js';

/** Throws for what is no queue; a copy of one is none, for no wake-up reaches it. */
export function refuseQueue(queue: unknown): never {
  expected('the WaitQueue itself, no copy', queue);
}
