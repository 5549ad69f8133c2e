import { describe, expect, it } from 'vitest';
import { lowerC } from '../../../rules/src/c/lower.js';
import { wordsOfFunctions } from '../../../rules/src/rules/shared/function-words.js';

const TEXT = `
#define ready(d) \\
	((d)->in_macro)
static bool asks(struct dev *d) { return d->in_callee; }
void waits(struct dev *d) { wait_event(d->wq, asks(d) && d->own); }
void other(struct dev *d) { wait_event(d->wq, d->foreign); }
`;

describe('words of functions', () => {
  const wordsOf = (name: string): ((word: string) => boolean) => {
    const model = lowerC(TEXT);
    return wordsOfFunctions(model, [model.functions.findIndex((fn) => fn.name === name)])!;
  };

  it('are those of the chosen ones, of what they call and of the macros', () => {
    const isWord = wordsOf('waits');
    expect(['own', 'in_callee', 'in_macro', 'foreign'].filter(isWord)).toEqual([
      'own',
      'in_callee',
      'in_macro',
    ]);
  });

  it('are told for each choice anew', () => {
    const isWord = wordsOf('other');
    expect(['own', 'foreign'].filter(isWord)).toEqual(['foreign']);
  });
});
