import { abortTestDropped } from './aborts.mjs';
import * as atomics from './atomics.mjs';
import { cleanupForgotten, listenerKept, listenerKeptOnOneWay } from './listeners.mjs';
import { recheckDropped, releaseInThen, releaseOfFailure, releaseOnSuccess } from './locks.mjs';
import { timerKept } from './timers.mjs';
import { pendingForgotten, waiterLeft } from './waiters.mjs';
import { emitFirst, wakeDropped } from './wakes.mjs';
import { awaitBeforeListen, awaitDropped, conditionAsync, triggerBeforeListen } from './windows.mjs';

const FINISH = ['require-finish-wait'];
const CHECK = ['no-check-then-sleep'];
const WAKE = ['wake-after-update', 'no-missing-wake'];
const RELEASE = [...WAKE, ...FINISH];

/** Each kind of seeded mistake: the rules one of which is to find it, and what finds the places for it. */
export const kinds = {
  'listener kept': { rules: FINISH, find: listenerKept },
  'listener kept on one way': { rules: FINISH, find: listenerKeptOnOneWay },
  'clean-up forgotten': { rules: FINISH, find: cleanupForgotten },
  'timer kept': { rules: FINISH, find: timerKept },
  'waiter left': { rules: FINISH, find: waiterLeft },
  'pending forgotten': { rules: FINISH, find: pendingForgotten },
  'release on success only': { rules: RELEASE, find: releaseOnSuccess },
  'release in then': { rules: RELEASE, find: releaseInThen },
  'release not on failure': { rules: RELEASE, find: releaseOfFailure },
  're-check dropped': { rules: ['require-recheck-loop'], find: recheckDropped },
  'await before listening': { rules: CHECK, find: awaitBeforeListen },
  'trigger before listening': { rules: CHECK, find: triggerBeforeListen },
  'emit before update': { rules: WAKE, find: emitFirst },
  'wake-up dropped': { rules: WAKE, find: wakeDropped },
  'await dropped': { rules: ['no-floating-wait'], find: awaitDropped },
  'condition async': { rules: ['no-async-condition'], find: conditionAsync },
  'abort test dropped': { rules: ['no-ignored-interrupt'], find: abortTestDropped },
  'Atomics: notify first': { rules: WAKE, find: atomics.notifyFirst },
  'Atomics: store dropped': { rules: WAKE, find: atomics.storeDropped },
  'Atomics: notify dropped': { rules: WAKE, find: atomics.notifyDropped },
  'Atomics: other index': { rules: ['no-wrong-queue-address', ...WAKE], find: atomics.otherIndex },
  'Atomics: byte offset': { rules: ['no-wrong-queue-address', ...WAKE], find: atomics.byteOffset },
  'Atomics: expected reloaded': { rules: CHECK, find: atomics.expectedReloaded },
  'Atomics: loop dropped': { rules: ['require-recheck-loop'], find: atomics.loopDropped },
  'Atomics: result ignored': {
    rules: ['no-ignored-interrupt', 'require-recheck-loop'],
    find: atomics.resultIgnored,
  },
};
