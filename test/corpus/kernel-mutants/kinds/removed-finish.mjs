import { callsIn } from '../c-text.mjs';
import { drop } from '../source.mjs';
import { callOf, REGISTER } from '../statement-calls.mjs';

const FINISH = 'finish_wait|remove_wait_queue|finish_swait';

/** A function that registers once and finishes once loses what finishes. */
export const removedFinish = {
  name: 'removed-finish',
  rule: 'require-finish-wait',
  mention: /\b(finish_wait|remove_wait_queue|finish_swait)\b/,
  *mutants({ text, code, functions }) {
    for (const fn of functions) {
      const finishes = callsIn(code, fn.open, fn.end, FINISH);
      if (finishes.length !== 1 || !/\b(DEFINE_WAIT|DECLARE_WAITQUEUE|DECLARE_SWAITQUEUE)/.test(fn.code))
        continue;
      const key = ({ args }) =>
        args
          .slice(0, 2)
          .map((arg) => arg.text)
          .join();
      const registers = callsIn(code, fn.open, finishes[0].start, REGISTER);
      if (!registers.some((one) => key(one) === key(finishes[0]))) continue;
      const statement = fn
        .lists()
        .flatMap(({ list }) => list)
        .find((one) => callOf(code, one, FINISH));
      if (statement)
        yield { fn, at: statement.start, edits: [drop(text, statement)], note: 'finish taken out' };
    }
  },
};
