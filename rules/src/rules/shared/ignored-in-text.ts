import type { CallSite, NamedCall } from '../../protocol/model.js';
import { ASSIGNED, NEAR } from './misread-in-text.js';

/**
 * C: false when the text around a wait says that its result is looked at, as most do that return it, or test it at once.
 * Reading a function costs much more than this look.
 */
export function mayBeIgnored({ api, site }: NamedCall): boolean {
  const call = site?.();
  if (!call) return true;
  const { body, start, end } = call;
  const before = body.slice(Math.max(0, start - NEAR), start).trimEnd();
  const isTimed = api.result === 'time-left-or-error';
  if (RETURNED.test(before)) return isTimed && !ENDED.test(body.slice(end, end + NEAR));
  if (TESTED.test(before)) return isTimed && !COMPARED.test(body.slice(end, end + NEAR));
  const variable = ASSIGNED.exec(before)?.[1];
  return variable === undefined || !isLookedAt(call, variable, isTimed);
}

const RETURNED = /\breturn$/;
const ENDED = /^\s*;/;
/** `if (wait(…)`, `while (!wait(…)`, `if ((ret = wait(…)`. */
const TESTED = /\b(?:if|while)\s*\(\s*(?:(?:un)?likely\s*\(\s*)?(?:!\s*|\(\s*\w+\s*=)?$/;
/** What is left for 0 or less; a plain test may take an error for time left. */
const COMPARED = /^\s*(?:[<>]=?\s*0\b|[!=]=\s*-)/;
/** The first thing that is done with the variable is to test or to return it, and nothing leads past that. */
function isLookedAt({ body, end }: CallSite, variable: string, isTimed: boolean): boolean {
  const rest = body.slice(end, end + FAR).replace(COMMENTS, '');
  const next = new RegExp(`\\b${variable}\\b`).exec(rest);
  if (!ENDED.test(rest) || !next) return false;
  const between = rest.slice(0, next.index);
  const head = LOOKS.exec(between);
  if (!head || LEADS_AWAY.test(between.slice(0, head.index))) return false;
  const behind = rest.slice(next.index + variable.length);
  if (head[1] === 'return') return ENDED.test(behind);
  return isTimed ? COMPARED.test(behind) : !BECOMES.test(behind);
}

/** How far behind a wait its result is looked for, in characters; the text in between is short. */
const FAR = 400;
/** One that is cut off ends with the piece. */
const COMMENTS = /\/\*(?:[^]*?\*\/|[^]*$)|\/\/[^\n]*/g;
const LOOKS = /\b(if|while|switch|return)\b[\s(]*(?:(?:un)?likely\s*\(\s*)?!?$/;
/** Branches, jumps, labels and blocks. */
const LEADS_AWAY = /[{}?:#]|\b(?:if|else|for|while|do|switch|goto|return|break|continue)\b/;
const BECOMES = /^\s*[-+|&]?=[^=]/;
