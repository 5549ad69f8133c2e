import type { Call } from '../../protocol/events.js';

/** Calls whose result says nothing about what is waited for: time, signals, scheduling hints, barriers, casts. */
const NOT_A_CONDITION =
  /^(signal_pending(_state)?|__?fatal_signal_pending|task_sigpending|try_to_freeze|freezing|need_resched|cond_resched|msecs_to_jiffies|usecs_to_jiffies|jiffies_to_msecs|time_(after|before)(_eq)?|time_is_.*|ktime_.*|get_jiffies.*|min|max|min_t|max_t|gfpflags_allow_blocking|printk_ratelimit|in_(interrupt|atomic)|current_.*|signalPending|Date\.now|performance\.now|Math\..*)$/;

/** Calls that neither start what is waited for nor look at it. */
const HARMLESS =
  /^(printk|pr_\w+|dev_(dbg|info|warn|err|notice|crit)\w*|netdev_\w+|\w*dbg\w*|\w*_trace\w*|trace_\w+|WARN(_ON)?(_ONCE)?|mb|rmb|wmb|smp_\w+|barrier|cpu_relax|might_sleep\w*|lockdep_\w+|blk_flush_plug\w*|console\.\w+)$/i;

/** True when a branch on the call's result may be a test of what is waited for. */
export function isConditionCall(call: Call): boolean {
  const action = call.api?.action;
  if (action === 'signal-test' || action === 'barrier' || isSleepAction(action)) return false;
  return !NOT_A_CONDITION.test(call.name);
}

/** True when a call between registering and sleeping changes nothing about a missing test. */
export function isHarmlessCall(call: Call): boolean {
  return call.api !== undefined
    ? !/^(try-lock|may-sleep|set-handler)$/.test(call.api.action)
    : NOT_A_CONDITION.test(call.name) || HARMLESS.test(call.name);
}

/** True when a call's name says that it takes or gives back a lock, though nobody knows which. */
export function isLocking({ name, api }: Call): boolean {
  return api
    ? /^(lock|unlock|try-lock)$/.test(api.action)
    : /(^|_)(un)?lock(_|$)|[a-z]Unlock$|[a-z]Lock$/i.test(name);
}

/** True when it tells the waiters of a completion that what they wait for is done. */
export function isCompletion({ api }: { readonly api?: { readonly name: string } | undefined }): boolean {
  return api !== undefined && /^complete(_all)?$/.test(api.name);
}

function isSleepAction(action: string | undefined): boolean {
  return action !== undefined && /^(sleep|state-sleep|wait|woken|sleep-on|compare-sleep|delay)$/.test(action);
}
