import type { Call, Operand, ProtocolEvent } from './events.js';

/** Whether a state is the running one, in C or in the runtime. */
export function isRunning(state: string): boolean {
  return /^(TASK_RUNNING|running|0)$/i.test(state);
}

/** Whether a time is one that never runs out. */
export function isEndless(time: string): boolean {
  return /^(MAX_SCHEDULE_TIMEOUT|Infinity)$/.test(time);
}

/** A call in the protocol's words. A call with no protocol meaning stays a `call`. */
export function lowerCall(call: Call): ProtocolEvent {
  const { api, range } = call;
  switch (api?.action) {
    case 'register':
      return { kind: 'register', range, ...storage(call), queues: true, arms: api.arms === true, call };
    case 'finish':
      return { kind: 'finish', range, ...storage(call), dequeues: true, disarms: api.arms === true, call };
    case 'set-state':
      return setsRunning(call)
        ? { kind: 'finish', range, dequeues: false, disarms: true, call }
        : { kind: 'register', range, queues: false, arms: true, call };
    case 'sleep':
    case 'state-sleep':
    case 'wait':
    case 'woken':
    case 'sleep-on':
    case 'compare-sleep':
    case 'delay':
      return { kind: 'sleep', range, how: api.action, timed: isTimed(call), ...queueOf(call), call };
    case 'wake':
      return { kind: 'wake', range, ...queueOf(call), ...taskOf(call), call };
    case 'lock':
    case 'unlock':
      return { kind: api.action, range, ...lockOf(call), call };
    default:
      return lowerMethod(call);
  }
}

/** JavaScript's locks are objects with acquire/release or lock/unlock, as the runtime's lock option wants them. */
function lowerMethod(call: Call): ProtocolEvent {
  const { range, receiver } = call;
  const method = receiver && /\.(acquire|lock|release|unlock)$/.exec(call.name)?.[1];
  if (!method) return { kind: 'call', range, call };
  const lock: Operand = {
    range,
    text: receiver.text,
    form: 'place',
    place: receiver,
    reads: [receiver],
    calls: [],
  };
  return { kind: method === 'acquire' || method === 'lock' ? 'lock' : 'unlock', range, lock, call };
}

function setsRunning(call: Call): boolean {
  const { state } = call.api!;
  const given = typeof state === 'number' ? call.args[state] : undefined;
  return isRunning(given ? String(given.constant ?? given.text) : String(state ?? ''));
}

function isTimed(call: Call): boolean {
  const spec = call.api!.timeout;
  const given = spec && call.args[spec.arg];
  return given !== undefined && !isEndless(given.text);
}

function storage(call: Call): { queue?: Operand; entry?: Operand } {
  const entry = argument(call, call.api!.entry?.arg);
  return { ...queueOf(call), ...(entry && { entry }) };
}

function queueOf(call: Call): { queue?: Operand } {
  const queue = argument(call, call.api!.queue?.arg);
  return queue ? { queue } : {};
}

function taskOf(call: Call): { task?: Operand } {
  const task = argument(call, call.api!.task);
  return task ? { task } : {};
}

function lockOf(call: Call): { lock?: Operand } {
  const lock = argument(call, call.api!.lock?.arg);
  return lock ? { lock } : {};
}

function argument(call: Call, position: number | undefined): Operand | undefined {
  return position === undefined ? undefined : call.args[position];
}
