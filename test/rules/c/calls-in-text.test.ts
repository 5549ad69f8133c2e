import { describe, expect, it } from 'vitest';
import { callsInText } from '../../../rules/src/c/calls-in-text.js';

const namesIn = (text: string): readonly string[] =>
  callsInText(text, 0, text.length).map(({ name }) => name);

describe('calls by the text', () => {
  it('are the names with a parenthesis behind them', () => {
    expect(namesIn('{ if (a) f (b, g(c)); h; }')).toEqual(['if', 'f', 'g']);
  });

  it('leave out what comments speak of', () => {
    const text = '{ /* see f() */ g(); /* h() and\n * i() */ j(/* k() */); }';
    expect(namesIn(text)).toEqual(['g', 'j']);
  });

  it('go on behind a comment that has no call', () => {
    expect(namesIn('{ /* one */ /* two */ f(); }')).toEqual(['f']);
  });

  it('take the beginning of a comment in a string for what it is', () => {
    expect(namesIn('{ f("/*"); g(); h("*/"); }')).toEqual(['f', 'g', 'h']);
    expect(namesIn('{ f("\\"", "/*"); g(); }')).toEqual(['f', 'g']);
  });

  it('do not end with a comment that nobody closes', () => {
    expect(namesIn('{ f(); /* g(); ')).toEqual(['f', 'g']);
  });
});
