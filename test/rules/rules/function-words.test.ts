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
  const wordsOf = (name: string): ReadonlySet<string> =>
    wordsOfFunctions(lowerC(TEXT), name, (fn) => fn.name === name)!;

  it('are those of the chosen ones, of what they call and of the macros', () => {
    const words = wordsOf('waits');
    for (const word of ['own', 'in_callee', 'in_macro']) expect(words).toContain(word);
    expect(words).not.toContain('foreign');
  });

  it('are told for each choice anew', () => {
    expect(wordsOf('other')).toContain('foreign');
    expect(wordsOf('other')).not.toContain('own');
  });
});
