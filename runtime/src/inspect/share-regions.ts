import { isMainThread } from 'node:worker_threads';
import { isInspectedFromMain, markProgram } from './mark.js';
import { RegionHolder } from './region-holder.js';
import { beginTelling } from './region-teller.js';
import { tellKeeper } from './tell-keeper.js';

/**
 * From now on the shared queues and locks of this thread are known to one that can be asked while it blocks: to the main
 * thread where that was inspected first, else to a keeper. The main thread holds those of all.
 */
export function shareRegions(): void {
  if (isMainThread) {
    new RegionHolder();
    markProgram();
  } else if (!isInspectedFromMain()) beginTelling(tellKeeper);
}
