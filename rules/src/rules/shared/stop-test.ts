import type { AnalysisContext } from '../../context.js';
import type { Call, RegisterEvent, TestEvent } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { isLocking } from './call-kinds.js';
import { stateOf } from './interruptible-waits.js';

/** Whether a kernel thread is asked to stop: kthread_stop() sets the flag and wakes, and takes no lock for it. */
export function isStopTest({ calls }: Pick<TestEvent, 'calls'>): boolean {
  return calls.some(({ name }) => /^kthread_should_(stop|park)$/.test(name));
}

/**
 * Whether the sleep behind a test for a stop ends all the same on some kernels: since Linux 6.0 kthread_stop() also sets
 * TIF_NOTIFY_SIGNAL, with which nobody falls asleep in a state that signals end (kernel/kthread.c, signal_pending_state()).
 */
export function isEndedByStop(tested: TestEvent, { call }: RegisterEvent): boolean {
  const state = stateOf(call.api, call.args) ?? '';
  return (
    tested.calls.some(({ name }) => name === 'kthread_should_stop') &&
    /^\s*(TASK_)?(INTERRUPTIBLE|FREEZABLE)\s*$/i.test(state)
  );
}

/** False for a thread that is started and forgotten: whoever stops one has to know it. */
export function mayBeStopped({ model }: AnalysisContext, { name }: FunctionModel): boolean {
  return !new RegExp(`(?:^|[;{}])\\s*(?:\\(void\\)\\s*)?kthread_run\\s*\\(\\s*&?${name}\\b`, 'm').test(
    model.text,
  );
}

/**
 * False when a call between registering and sleeping leaves open whether the thread has been asked to stop: it asks for
 * something else, which a function of another file tells by its name. One that is called for what it does may start what wakes.
 */
export function maySettleStop({ model }: AnalysisContext, call: Call): boolean {
  const { name, api, use } = call;
  if (api || isLocking(call)) return false;
  if (use === 'dropped' || use === 'void' || !/^\w+$/.test(name) || TELLING.test(name)) return true;
  const definition = new RegExp(
    `^#[ \\t]*define[ \\t]+${name}\\b(?:.*\\\\\\n)*.*|^(?![ \\t}])[^\\n;=#]*\\b${name}\\s*\\([^;{}]*\\)\\s*\\{[^]*?^\\}`,
    'm',
  ).exec(model.text);
  return definition !== null && ASKS.test(definition[0]);
}

const ASKS = /kthread_should_|stop|\bexit/;
const TELLING = /stop|park|exit|quit|should|done|dead|alive|kthread/i;
