import { expect, test } from 'vitest';
import { quoted } from '../../rules/src/quoted.js';

test.each(['dev->wq', '*queue_of(d)', 'this.#idle', '$q', 'a[0]', '@scope/pkg.js', '\\n', '^|{}?+'])(
  '%s matches itself and nothing that looks like a pattern of it',
  (text) => {
    expect(new RegExp(`^${quoted(text)}$`).test(text)).toBe(true);
    expect(new RegExp(`^${quoted(text)}$`).test(text.replace(/[^\w]/, 'x'))).toBe(false);
  },
);
