import type { CallSite, NamedCall } from '../../protocol/model.js';

/**
 * C: false when the text around a timed wait says that its result is not misread, as most do that test it for 0 and
 * answer a timeout there. Reading a function costs much more than this look.
 */
export function mayBeMisread({ api, site }: NamedCall): boolean {
  const call = site?.();
  if (!call) return true;
  const { body, start, end } = call;
  const before = body.slice(0, start).trimEnd();
  if (isDropped(before, body, end)) return false;
  const { result } = api;
  if (result !== 'time-left' && result !== 'time-left-or-error') return true;
  const test = DIRECT.exec(before.slice(-NEAR));
  if (test) {
    const behind = body.slice(end);
    return !PLAIN.test(behind) || mayBeInverted(call, '', testAt(behind, test[1] ?? '', end));
  }
  const variable = ASSIGNED.exec(before.slice(-NEAR))?.[1];
  if (variable === undefined || !/^\s*;/.test(body.slice(end, end + NEAR))) return true;
  return isComparedOddly(body, variable, result) || mayBeInverted(call, variable, firstTest(call, variable));
}

/** How far before a call its statement begins, at most; one that begins earlier is read. */
export const NEAR = 80;
/** `if (wait(…)`, `while (!wait(…)`. */
const DIRECT = /\b(?:if|while)\s*\(\s*(!)?$/;
/** What follows a test for 0, and tests that 0 passes with the errors. */
const PLAIN = /^\s*(?:(?:[!=]=|<=|>)\s*0\s*)?(?:\)|&&|\|\|)/;
/** A variable on the left side, not a place in memory. */
export const ASSIGNED = /(?:[;{})]|\*\/|\b(?!return\b|case\b)\w+\s)\s*([A-Za-z_]\w*)\s*=$/;

/** A statement of its own: behind another one, a label, or the head of a branch; not behind a cast. */
function isDropped(before: string, body: string, end: number): boolean {
  if (!/^\s*;/.test(body.slice(end, end + NEAR))) return false;
  if (/(?:[;{}]|\*\/|\belse|[;{}]\s*\w+\s*:)$/.test(before)) return true;
  return before.endsWith(')') && /(?:\b(?:if|while|for)|[;{}])\s*$/.test(before.slice(0, openingOf(before)));
}

/** The parenthesis that the last character closes. */
function openingOf(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at > 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at;
  }
  return 0;
}

/** With less than 0 where it never is, with an error that it never is, or in a variable that may be unsigned. */
function isComparedOddly(body: string, variable: string, result: string): boolean {
  const name = `\\b${variable}\\b`;
  if (result === 'time-left') return new RegExp(`${name}[\\s)]*(?:<\\s*\\(?0|[!=]=[\\s(]*-)`).test(body);
  if (new RegExp(`${name}[\\s)]*[!=]=[\\s(]*-\\s*ETIME|${UNSIGNED}[^;(){}]*${name}`).test(body)) return true;
  return !new RegExp(`\\b(?:int|long|s32|s64|ssize_t)\\b[^;(){}]*${name}\\s*[,;=]`).test(body);
}

const UNSIGNED = '\\b(?:unsigned|_*u(?:8|16|32|64)|uint\\w*|ulong|size_t)\\b';

/** What is done where there is no time left: from behind a test to the end of its branch. */
type Branch = readonly [start: number, end: number];

/**
 * Where the result is tested for 0 first; undefined where it is tested in another way first, which says that any
 * branch may be the other one.
 */
function firstTest({ body, end }: CallSite, variable: string): Branch | undefined {
  for (const { index } of body.slice(end).matchAll(new RegExp(`\\b${variable}\\b`, 'g'))) {
    const at = end + index;
    const behind = body.slice(at + variable.length);
    if (/^\s*(?:<|>=?)\s*0\b/.test(behind)) continue; // tells an error apart
    const before = body.slice(Math.max(0, at - NEAR), at);
    if (/\breturn\s*$/.test(before)) continue; // to the caller
    const head = /\b(?:if|while)\s*\(\s*(!)?\s*$/.exec(before);
    return head ? testAt(behind, head[1] ?? '', at + variable.length) : undefined;
  }
  return undefined;
}

/** The branch of a test for 0, by what stands before and behind what is tested. */
function testAt(behind: string, not: string, at: number): Branch | undefined {
  const zero = not ? /^\s*(\)|&&)/.exec(behind) : /^\s*(?:==|<=)\s*0\s*(\)|&&)/.exec(behind);
  if (!zero) return undefined;
  const close = zero[1] === ')' ? zero[0].length : closingAt(behind, zero[0].length) + 1;
  const end = close > 0 ? statementEnd(behind, close) : 0;
  return end > 0 ? [at + close, at + end] : undefined;
}

function closingAt(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++;
    else if (text[at] === ')' && --depth === 0) return at;
  }
  return -1;
}

/** Where the statement or block that follows ends; 0 for one that may be entered from elsewhere. */
function statementEnd(text: string, from: number): number {
  const open = /^\s*\{/.exec(text.slice(from));
  const end = open ? blockEnd(text, from + open[0].length) : text.indexOf(';', from) + 1;
  return /^\s*(?:\w+\s*:|#)/m.test(text.slice(from, end)) ? 0 : end;
}

function blockEnd(text: string, from: number): number {
  let depth = 1;
  for (const { 0: brace, index } of text.slice(from).matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    if (depth === 0) return from + index + 1;
  }
  return 0;
}

/** Success is answered as a timeout only where one is spoken of elsewhere than where there is no time left. */
function mayBeInverted({ body, start }: CallSite, variable: string, branch: Branch | undefined): boolean {
  const [from, to] = branch ?? [start, start];
  const elsewhere = `${body.slice(0, from)} ${body.slice(to)}`;
  const rightly = new RegExp(`\\b${variable}\\s*(?:\\?[^:;?]*:|==\\s*0\\s*\\?)\\s*-ETIME\\w*`, 'g');
  return speaksOfTimeout(variable ? elsewhere.replace(rightly, '') : elsewhere);
}

function speaksOfTimeout(text: string): boolean {
  if (text.includes('ETIME')) return true;
  const literals = text.match(LITERALS) ?? [];
  return literals.some((literal) => /time[ds]?[ -]?out/i.test(literal));
}

const LITERALS = /'(?:[^'\\]|\\.)'|"(?:[^"\\]|\\.)*"/g;
