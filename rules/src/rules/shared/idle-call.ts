import type { Call } from '../../protocol/events.js';
import { isHarmlessCall } from './call-kinds.js';

/** True for calls that do nothing about what was waited for: logs, locks, scheduling hints. */
export function isIdleCall(call: Call): boolean {
  return isHarmlessCall(call) || LOG.test(call.name) || LOCK.test(call.name);
}

const LOG =
  /(^|_)(debug|dbg|warn|err|error|info|notice|log|trace|message)(_(once|ratelimited|kms|info|event))?$|^\w*(debug|dbg|_log|trace)_\w+$|^(.+\.)?(console|log|logger)\.\w+$/i;
const LOCK = /(^|_)(un)?lock(_|$)/;
