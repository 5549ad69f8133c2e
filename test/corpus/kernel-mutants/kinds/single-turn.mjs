import { headsBehind, looksAgain } from '../looks-again.mjs';

/** A loop around a wait by hand turns once. */
export const singleTurn = {
  name: 'single-turn',
  rule: 'require-recheck-loop',
  mention: /\b(prepare_to_wait|set_current_state|wait_woken)\b/,
  *mutants(source) {
    for (const fn of source.functions)
      for (const { list, around } of fn.lists())
        for (const [index, loop] of list.entries()) {
          if (loop.kind !== 'loop' || around.some(({ kind }) => kind === 'loop' || kind === 'do')) continue;
          const edits = isWait(source.code, loop) && onceOnly(source, loop);
          if (!edits || isRepeated(source.code, fn, loop) || index + 1 === list.length) continue;
          yield { fn, at: loop.start, edits, note: 'a single turn' };
        }
  },
};

/** What the loop tests is tested behind it, or the function begins again. */
function isRepeated(code, fn, loop) {
  const inside = code.slice(loop.body.start, loop.body.end);
  const conditions = [...headsBehind(inside, 0, inside.length), loop.head.text].filter(
    (one) => !/^\(?(1|true|;\s*;)?\)?$/.test(one.trim()),
  );
  const repeats = [...code.slice(loop.end, fn.end).matchAll(/\bgoto (\w+)/g)].map(([, label]) => label);
  if (repeats.some((label) => new RegExp(`\\b${label}\\s*:`).test(code.slice(fn.open, loop.start))))
    return true;
  return conditions.some((condition) => looksAgain(code, condition, loop.end, fn.end));
}

/** Registers and sleeps in its own list of statements. */
function isWait(code, { body }) {
  const text = code.slice(body.start, body.end);
  const head = code.slice(0, body.start).slice(-200).split(/[;{}]/).at(-1);
  if (/\b(continue|goto|kthread_should_stop|schedule_timeout)\b/.test(head + text)) return false;
  return /\b(prepare_to_wait\w*|set_current_state)\([^]*\bschedule\(|\bwait_woken\(/.test(text);
}

function onceOnly({ code }, loop) {
  const isEndless = /^(1|true|;\s*;)$/.test(loop.head.text);
  const inside = code.slice(loop.body.start, loop.body.end);
  const headEnd = code.indexOf(')', loop.head.end) + 1;
  if (isEndless) {
    if (!/\bbreak;/.test(inside)) return undefined;
    return [
      { start: loop.start, end: headEnd, text: 'do' },
      { start: loop.end, end: loop.end, text: ' while (0);' },
    ];
  }
  if (loop.word !== 'while' || /\bbreak;/.test(inside)) return undefined;
  return [{ start: loop.start, end: loop.start + 'while'.length, text: 'if' }];
}
