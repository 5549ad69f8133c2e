import { url } from 'node:inspector';
import { Worker } from 'node:worker_threads';
import { inspectFolder } from './endpoint.js';
import { keeperIn, leaseIn } from './keeper-lease.js';
import { later } from './later.js';
import type { RegionNews } from './region-news.js';
import { beginTelling, speak } from './region-teller.js';

/** How often is looked whether the keeper of another thread is still at work (milliseconds). */
const LOOK_INTERVAL = 2000;

let isLooking = false;

/**
 * Tells the keeper of this process; where there is none, starts one. Its messages reach it while this thread blocks,
 * also those it was sent before it ran.
 */
export function tellKeeper(news: RegionNews): void {
  if (isDebugged()) return speak(news);
  const keeper = keeperIn(leaseIn(inspectFolder()));
  if (keeper === undefined) return startKeeper();
  speak(news);
  if (!isLooking) lookAfter(keeper);
  isLooking = true;
}

/** A keeper ends with the thread that started it: then this one starts one, or tells the one that has come. */
function lookAfter(keeper: string): void {
  later(() => {
    const now = keeperIn(leaseIn(inspectFolder()));
    if (now === undefined) return startKeeper();
    if (now !== keeper) beginTelling(tellKeeper);
    lookAfter(now);
  }, LOOK_INTERVAL);
}

/** A debugger asks blocked threads itself, and would show one more. */
function isDebugged(): boolean {
  return url() !== undefined || Boolean(process.env['VSCODE_INSPECTOR_OPTIONS']);
}

function startKeeper(): void {
  try {
    const keeper = new Worker(new URL('./keeper.js', import.meta.url), {
      execArgv: [],
      name: 'waitq keeper',
    });
    keeper.unref();
    // Without one, as in a bundle, only threads that run can be asked.
    keeper.on('error', () => beginTelling(speak));
    beginTelling((news) => keeper.postMessage(news));
  } catch {
    beginTelling(speak);
  }
}
