import type { ApiEntry } from '../api/entry.js';
import { conversionOf, numberOf } from '../protocol/constant-units.js';
import { isDefinedIn } from './header-constants.js';

/**
 * Whether the result of a completion's wait may be misread, by a look at the text behind the call: completions keep the
 * protocol by themselves and are in every driver, so that only these are worth reading.
 */
export function isResultAtRisk(text: string, start: number, api: ApiEntry): boolean {
  if (api.result === 'time-left-or-error') return true;
  if (api.result !== 'error' && api.result !== 'time-left') return false;
  const before = text.slice(Math.max(0, start - NEAR), start);
  if (api.result === 'error') return DROPPED.test(before);
  const after = text.slice(start, start + FAR);
  if (TIME_AT_RISK.test(after) || COMPARED.test(after) || /\bif\s*\(\s*$/.test(before)) return true;
  const constant = TIME_AS_CONSTANT.exec(after)?.[1];
  if (constant && isNumberAtRisk(text, constant)) return true;
  const variable = /\b([A-Za-z_]\w*)\s*=\s*$/.exec(before)?.[1];
  return variable !== undefined && new RegExp(`\\b${variable}\\s*(<|[!=]=\\s*-E|\\)\\s*[{\\n])`).test(after);
}

/** A number by its definition, by what is made of it elsewhere, or perhaps, where a header defines it. */
function isNumberAtRisk(text: string, constant: string): boolean {
  return (
    (conversionOf(text, constant) ?? numberOf(text, constant)) !== undefined ||
    (constant.includes('_') && !OF_THE_KERNEL.test(constant) && !isDefinedIn(text, constant))
  );
}

/** Constants of the kernel's own headers that are jiffies. */
const OF_THE_KERNEL = /^(?:MAX_SCHEDULE_TIMEOUT|MAX_JIFFY_OFFSET|LONG_MAX|ULONG_MAX)$/;

const NEAR = 60;
const FAR = 400;
/** A statement of its own. */
const DROPPED = /([;{}:]|\*\/|\belse|\))\s*(\(\s*void\s*\)\s*)?$/;
/** A time that is a bare number, or whose name ends in another unit than jiffies. */
const TIME_AT_RISK =
  /^[^;]*,\s*(?:(?![01]\s*\))\d[\d *]*|[\w.>-]*(?:_|\b)(?:[mun]s|[mun]?secs?|\w*seconds))\s*\)/i;
const TIME_AS_CONSTANT = /^[^;]*,\s*([A-Z][A-Z\d_]+)\s*\)/;
const COMPARED = /^[^;]*\)\s*(<|[!=]=\s*-)/;
