import { namesIn } from './statement-calls.mjs';

/** What is tested behind a wait, or is the function's answer: the heads of what decides there. */
export function headsBehind(code, start, end) {
  const after = code.slice(start, end);
  return [...after.matchAll(/\b(?:if|while|return|switch|for)\b([^;{]*)/g)].map(([, head]) => head);
}

/** Whether each alternative of a condition has something in it that is looked at again behind the wait. */
export function looksAgain(code, condition, start, end) {
  const heads = headsBehind(code, start, end).map((head) => new Set(wordsOf(head)));
  return condition
    .split('||')
    .every((alternative) => wordsOf(alternative).some((word) => heads.some((head) => head.has(word))));
}

/** Names of places and functions, but for the variables that places are reached by. */
function wordsOf(text) {
  const functions = [...text.matchAll(/\b([a-z_]\w*)\s*\(/g)].map(([, name]) => name);
  const places = namesIn(text.replace(/\b\w+\s*(->|\.)/g, ''));
  return [...functions, ...places].filter((word) => !COMMON.has(word));
}

const COMMON = new Set([
  'if',
  'while',
  'return',
  'likely',
  'unlikely',
  'atomic_read',
  'test_bit',
  'list_empty',
  'READ_ONCE',
  'sizeof',
]);
