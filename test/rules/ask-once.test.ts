import { beforeAll, describe, expect, test } from 'vitest';
import { grammarReady, keepWork, lower, type KeptWork } from '../../rules/src/analyze.js';
import { askOnce, type Question } from '../../rules/src/ask-once.js';
import { createContext } from '../../rules/src/context.js';
import type { FileModel } from '../../rules/src/protocol/model.js';

beforeAll(grammarReady);

const F = 'static void f(struct dev *d)\n{\n\twait_event(d->wq, d->ready);\n}\n';
const G = F.replace('f(', 'g(');

/** How often a question about the first function is put, for one text after the other. */
function timesAsked<T>(texts: readonly string[], question: Question<T>, kept?: KeptWork): number {
  let count = 0;
  const counted: Question<T> = (context, fn) => (count++, question(context, fn));
  for (const text of texts) {
    const model = lower(text, 'c', kept ? { kept } : {}) as FileModel;
    const context = createContext(model, undefined, kept?.answers);
    askOnce(context, model.functions[0]!, counted);
  }
  return count;
}

const ofGraph: Question<never> = (context, fn) => {
  context.callsOf(fn);
  return context.graphOf(fn).blocks.length > 0 && context.language === 'c' ? [] : [];
};

describe('a function that gave no answer', () => {
  test('is not asked again, wherever it has moved', () => {
    expect(timesAsked([F, `\n${F}`, `${F}\n`, F + G], ofGraph, keepWork())).toBe(1);
  });

  test('is asked again when its text is another, or what it calls means something else', () => {
    expect(timesAsked([F, F.replace('ready', 'done'), F], ofGraph, keepWork())).toBe(2);
    const macro = '#define my_wait(d) wait_event((d)->wq, (d)->ready)\n';
    const user = 'static void f(struct dev *d)\n{\n\tmy_wait(d);\n\tschedule();\n}\n';
    expect(timesAsked([user, macro + user, user], ofGraph, keepWork())).toBe(3);
  });

  test('is asked for each text where nothing is kept', () => {
    expect(timesAsked([F, F, F], ofGraph)).toBe(3);
  });
});

describe('it is asked each time', () => {
  const looks: readonly (readonly [string, Question<unknown>])[] = [
    ['there was an answer', () => ['found']],
    ['another function was looked at', ({ graphOf, model }) => graphOf(model.functions[1]!) && []],
    ['the text was looked at', ({ model }) => (model.text ? [] : [])],
    ['lines were asked for', ({ lines }) => (lines ? [] : [])],
    ['summaries were asked for', (context) => (context.summaryOf(0) ? [] : [])],
  ];

  test.each(looks)('%s', (_, question) => {
    expect(timesAsked([F + G, F + G, F + G], question, keepWork())).toBe(3);
  });

  test('it is a handler', () => {
    const text = `${F}int probe(void)\n{\n\treturn request_irq(1, f, 0, "d", d);\n}\n`;
    expect(timesAsked([text, text], ofGraph, keepWork())).toBe(2);
  });
});
