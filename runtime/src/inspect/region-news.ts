/** What the threads of a program say to each other about the shared queues and locks they have. */

import type { SharedHandle } from '../threads/region.js';

/** On this channel, or to the keeper that a thread has started. */
export const NEWS = 'waitq.inspect.regions';

export interface RegionNews {
  /** These have it. */
  readonly known?: readonly KnownRegion[];
  /** One thread has it no more. */
  readonly gone?: { readonly id: SharedHandle['id']; readonly thread: number };
  /** Who holds any is asked to say so. */
  readonly asks?: true;
}

export interface KnownRegion {
  readonly handle: SharedHandle;
  /** Who has it, by number. */
  readonly threads: readonly number[];
}
