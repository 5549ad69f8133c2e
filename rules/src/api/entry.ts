/**
 * What one function or macro of a wait API means, as data. Everything that recognises, explains or documents an
 * API name reads these entries; nothing else lists function names.
 */

/** Which mechanism an API name belongs to; entries and queues of one family must not be mixed with another's. */
export type Family =
  | 'wait' // wait_queue_head_t, WaitQueue
  | 'swait' // struct swait_queue_head, SimpleWaitQueue
  | 'completion'
  | 'bit' // wait_on_bit, wake_up_bit
  | 'var' // wait_var_event, wake_up_var
  | 'rcuwait'
  | 'sched' // task state and scheduler: set_current_state, schedule, wake_up_process
  | 'atomics' // Atomics.wait, Atomics.notify
  | 'lock';

/**
 * What a call does in the words of the wait protocol.
 * - `declare-queue`, `init-queue`, `declare-entry`, `init-entry`: storage.
 * - `register`: joins a queue; with `arms` it also sets the sleeping state (prepare_to_wait).
 * - `set-state`: set_current_state(s): arms when s is a sleeping state, disarms when it is TASK_RUNNING.
 * - `finish`: leaves the queue; with `arms` it also sets the state to running (finish_wait).
 * - `sleep`: gives up the processor in whatever state was set before (schedule).
 * - `state-sleep`: sets the state itself and sleeps for a time (schedule_timeout_interruptible).
 * - `wait`: the whole protocol in one call (wait_event, wait_for_completion).
 * - `woken`: wait_woken: race-free by its WOKEN flag.
 * - `sleep-on`: registers and sleeps with no test in between (sleep_on).
 * - `compare-sleep`: compares and sleeps in one step (Atomics.wait).
 * - `delay`: sleeps for a time, nobody wakes it (msleep).
 * - `wake`: wakes sleepers of a queue or a task.
 * - `query`: asks whether anybody sleeps (waitqueue_active).
 * - `signal-test`: tests for a pending signal, not for the condition (signal_pending).
 * - `lock`, `try-lock`, `unlock`: mutual exclusion.
 * - `barrier`: orders memory.
 * - `may-sleep`: sleeps for reasons of its own (allocates, copies from user space, waits for a work item).
 * - `set-handler`: names a function that will run where nothing may sleep (request_irq, timer_setup).
 * - `no-return`: control does not come back (BUG, panic).
 */
export type Action =
  | 'declare-queue'
  | 'init-queue'
  | 'declare-entry'
  | 'init-entry'
  | 'register'
  | 'set-state'
  | 'finish'
  | 'sleep'
  | 'state-sleep'
  | 'wait'
  | 'woken'
  | 'sleep-on'
  | 'compare-sleep'
  | 'delay'
  | 'wake'
  | 'query'
  | 'signal-test'
  | 'lock'
  | 'try-lock'
  | 'unlock'
  | 'barrier'
  | 'may-sleep'
  | 'set-handler'
  | 'no-return';

/**
 * How a queue (or lock, or entry) is written at the call.
 * - `value`: a macro that takes the object itself and applies `&` on its own: `wait_event(q, c)`.
 * - `pointer`: the address: `wake_up(&q)`.
 * - `name`: an identifier that the macro declares: `DECLARE_WAIT_QUEUE_HEAD(q)`.
 * - `caller-pointer`: a macro whose caller writes the `&`: `wait_var_event(&v, c)`, `rcuwait_wait_event(&w, c, s)`.
 */
export type Address = 'value' | 'pointer' | 'name' | 'caller-pointer';

/** An argument by position (from 0), and how it is written. */
export interface ArgumentSpec {
  readonly arg: number;
  readonly address: Address;
}

/** Where a handler runs: none of these may sleep. */
export type HandlerContext = 'interrupt' | 'softirq' | 'rcu' | 'ipi';

/** What the call's result says. */
export type ResultKind =
  | 'none'
  | 'error' // 0 or -ERESTARTSYS
  | 'time-left' // 0 = out of time, else the time left, at least 1
  | 'time-left-or-error' // the same, or -ERESTARTSYS
  | 'hrtimeout' // 0 = success, -ETIME out of time, or -ERESTARTSYS
  | 'bool' // wake-ups, try-locks, queries
  | 'count'
  | 'promise' // JavaScript: resolves when the condition holds
  | 'promise-time-left'
  | 'string'; // Atomics.wait: 'ok' | 'not-equal' | 'timed-out'

/** One function, macro or method of a wait API. */
export interface ApiEntry {
  /** The name at the call: `wait_event`, `waitEvent`, `Atomics.wait`. */
  readonly name: string;
  readonly language: 'c' | 'js';
  /** Import specifier for JavaScript names: `waitq`, `waitq/swait`, `waitq/threads`. */
  readonly modules?: readonly string[];
  readonly action: Action;
  readonly family: Family;
  readonly queue?: ArgumentSpec;
  readonly entry?: ArgumentSpec;
  /** Task argument (wake_up_process, setTaskState): position. */
  readonly task?: number;
  /** Sleeping state: the argument's position, or the state the call always uses. */
  readonly state?:
    number | 'uninterruptible' | 'interruptible' | 'killable' | 'idle' | 'freezable' | 'running';
  /** `register`: also sets the sleeping state. `finish`: also sets the running state. */
  readonly arms?: boolean;
  /** Position of the condition (an expression in C, a function in JavaScript). */
  readonly condition?: number;
  readonly timeout?: { readonly arg: number; readonly unit: 'jiffies' | 'ms' | 'ns' | 'us' | 's' | 'ktime' };
  /** A lock the wait drops while asleep and holds at each test, or the lock of a lock action. */
  readonly lock?: ArgumentSpec;
  /** Lock actions: what kind; a sleep is forbidden under `spin`, `raw-spin`, `rw-spin` and `rcu`. */
  readonly lockKind?:
    | 'spin'
    | 'raw-spin'
    | 'rw-spin'
    | 'mutex'
    | 'rwsem'
    | 'rcu'
    | 'srcu'
    | 'semaphore'
    | 'irq'
    | 'preempt'
    | 'socket';
  /** `may-sleep`: position of allocation flags; the call sleeps only if they let it (GFP_KERNEL). */
  readonly flags?: number;
  /** `may-sleep`: position of the microseconds slept between two tries; with 0 the call spins. */
  readonly pause?: number;
  /** `may-sleep`: it sleeps in some configurations only, and its callers may know that theirs is none of them. */
  readonly seldom?: boolean;
  /** `set-handler`: position of the handler, and where it runs. */
  readonly handler?: { readonly arg: number; readonly context: HandlerContext };
  readonly exclusive?: boolean;
  /** The entry leaves the queue by itself when it is woken (DEFINE_WAIT); the others stay until they are removed. */
  readonly autoremove?: boolean;
  /** Declares storage that lives on the stack (`…_ONSTACK`). */
  readonly onStack?: boolean;
  /** The queue's own lock is held at the call; a wait drops it while asleep. */
  readonly queueLocked?: boolean;
  /** Orders memory fully before it looks (wq_has_sleeper) or after it writes (set_current_state). */
  readonly fenced?: boolean;
  readonly result?: ResultKind;
  /** JavaScript: the call returns a promise that must be awaited. */
  readonly awaits?: boolean;
  /** Article-era or removed name, kept known so that old code is explained. */
  readonly historic?: boolean;
  /** The name in the other language, for documentation. */
  readonly counterpart?: string;
  /** One line for hovers and tables: what it does, units, result. */
  readonly doc: string;
}
