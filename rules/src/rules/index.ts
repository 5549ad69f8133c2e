import type { Rule } from '../rule.js';
import { noCheckThenSleep } from './no-check-then-sleep.js';
import { noSleepOn } from './no-sleep-on.js';
import { noWrongQueueAddress } from './no-wrong-queue-address.js';
import { requireFinishWait } from './require-finish-wait.js';

/** Every rule by its name. */
export const rules: ReadonlyMap<string, Rule> = new Map(
  [noCheckThenSleep, noSleepOn, noWrongQueueAddress, requireFinishWait].map((rule) => [rule.meta.name, rule]),
);
