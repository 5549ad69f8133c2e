import { blockingCondition } from './blocking-condition.mjs';
import { droppedBarrier } from './dropped-barrier.mjs';
import { droppedResult } from './dropped-result.mjs';
import { earlyWake } from './early-wake.mjs';
import { lateRegistration } from './late-registration.mjs';
import { invertedTimeout, negativeTimeout } from './misread-timeout.mjs';
import { mixedQueues } from './mixed-queues.mjs';
import { removedFinish } from './removed-finish.mjs';
import { removedRunning } from './removed-running.mjs';
import { removedWake } from './removed-wake.mjs';
import { singleTurn } from './single-turn.mjs';
import { sleepInHelper, sleepInSection } from './sleep-in-section.mjs';
import { addedAddress, droppedAddress } from './wrong-address.mjs';

/**
 * Kinds of mistakes: `{ name, rule, mention, mutants }`. `mention` is found in every file that can have one;
 * `mutants(source)` yields `{ fn, also?, at, edits, note }`, one for each place where the original is right.
 */
export const kinds = [
  removedFinish,
  removedRunning,
  lateRegistration,
  singleTurn,
  earlyWake,
  droppedBarrier,
  droppedResult,
  negativeTimeout,
  invertedTimeout,
  sleepInSection,
  sleepInHelper,
  blockingCondition,
  addedAddress,
  droppedAddress,
  mixedQueues,
  removedWake,
];
