import type { Finding } from './findings.js';
import type { Hub } from './hub.js';
import { allAsleep } from './lints/all-asleep.js';
import { herds } from './lints/herd.js';
import { lockCycles } from './lints/lock-cycle.js';
import { lostWakeUps } from './lints/lost-wake-up.js';
import { oldWaiters } from './lints/old-waiter.js';
import type { Scene } from './lints/sleepers.js';
import { sceneOf } from './lints/sleepers.js';
import { confirmed } from './lints/suspects.js';
import { wakeUpsOfNobody } from './lints/wake-up-of-nobody.js';
import { wakeUpsToLeavers } from './lints/wake-up-to-leaver.js';
import type { LintsParams } from './protocol.js';

/** The worst first; a waiter that has a better explanation is not reported for its age as well. */
const LINTS = [sureLosses, wakeUpsToLeavers, lockCycles, wakeUpsOfNobody, herds];

/** From this age on a wait is reported (milliseconds). */
const OLD = 60_000;

/**
 * What looks wrong now.
 * @param leftToRun what may still run code of the program; `undefined` where that is not known, as when a debugger
 *   asks while code runs
 */
export function findingsOf(
  hub: Hub,
  { evaluate = false, oldMs = OLD }: LintsParams,
  leftToRun: readonly string[] | undefined,
): readonly Finding[] {
  const scene = sceneOf(hub, { evaluate, oldMs, leftToRun: leftToRun ?? [] });
  const lints = leftToRun ? [...LINTS, allAsleep] : LINTS;
  const found: Finding[] = [];
  for (const lint of lints) found.push(...lint(scene).filter((one) => !isExplained(one, found)));
  const explained = new Set(found.flatMap(({ evidence }) => evidence.map(({ waiter }) => waiter)));
  return [...found, ...oldWaiters(scene).filter(({ waiter }) => !explained.has(waiter))];
}

function sureLosses(scene: Scene): readonly Finding[] {
  return scene.evaluate ? confirmed(lostWakeUps(scene), scene) : [];
}

/** An early wake-up matters only as long as nothing surer is known of the waiter. */
function isExplained({ kind, waiter }: Finding, found: readonly Finding[]): boolean {
  return kind === 'wake-up-of-nobody' && found.some((one) => one.waiter === waiter);
}
