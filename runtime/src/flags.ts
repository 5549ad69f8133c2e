/** At most one of these is woken by a `wakeUp` (`WQ_FLAG_EXCLUSIVE`). */
export const EXCLUSIVE = 0x01;
/** Woken since the last `waitWoken` (`WQ_FLAG_WOKEN`). */
export const WOKEN = 0x02;
/** An exclusive waiter that a wake-up chose and that has neither left nor gone back to sleep. */
export const PICKED = 0x04;
/** Testing its condition this moment, so that a wake-up from there only has to set it running. */
export const TESTING = 0x08;
/** Has a wake function of its own; a node without wakes as `autoremoveWakeFunction` does. */
export const CALLBACK = 0x10;
/** Before all others (`WQ_FLAG_PRIORITY`). */
export const PRIORITY = 0x20;
/** Queues last without being exclusive, as the `…Locked` waits do. */
export const TAIL = 0x80;
/** In its sleeping state, so that a wake-up takes. */
export const ASLEEP = 0x40;
/** Above the flags of a waiter lies the state it sleeps in: few fields make a fast hand-off. */
export const STATE_SHIFT = 8;

// Several of the above in one, for the hot path, which spells them out (see `WaitQueue.wait`):

/** Registered and about to test. */
export const ASLEEP_TESTING = 0x48;
/** `TESTING` and `PICKED`: what ends with a test that was false. */
export const TESTED = 0x0c;
/** `EXCLUSIVE` and `TAIL`: queues last. */
export const LAST = 0x81;
/** TASK_UNINTERRUPTIBLE where a waiter keeps its state. */
export const UNINTERRUPTIBLE = 0x200;
/** Uninterruptible, registered and about to test. */
export const UNINTERRUPTIBLE_TESTING = 0x248;
/** TASK_INTERRUPTIBLE and TASK_WAKEKILL there: a signal to the task may end the wait. */
export const ENDED_BY_SIGNALS = 0x10100;
