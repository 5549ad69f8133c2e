/**
 * A thread of our own that holds the shared queues and locks of threads that block, and answers for them, in a program
 * whose main thread is not inspected. It ends with the thread that started it; another that runs then starts the next.
 */
import { parentPort } from 'node:worker_threads';
import { askNobody } from './enable.js';
import { inspectFolder, openFolder } from './endpoint.js';
import { leaseIn, renew, take } from './keeper-lease.js';
import { callProgram } from './program.js';
import { RegionHolder } from './region-holder.js';
import type { RegionNews } from './region-news.js';
import { serve } from './serve.js';
import { startWatching } from './start.js';

/** Milliseconds. */
const RENEWAL = 1000;

askNobody();
callProgram('shared queues');
const hub = startWatching();
const holder = new RegionHolder();
parentPort!.on('message', (news: RegionNews) => holder.passOn(news));

openFolder(inspectFolder());
const lease = leaseIn(inspectFolder());
let isServing = false;
setInterval(takeTurn, RENEWAL);
takeTurn();

/** All keepers hold all regions; one of them answers, and when it ends another. */
function takeTurn(): void {
  if (isServing) return renew(lease);
  if (!take(lease)) return;
  isServing = true;
  serve(hub);
}
