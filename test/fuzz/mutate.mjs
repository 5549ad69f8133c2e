import fc from 'fast-check';

const BRACKETS = [
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  '"',
  "'",
  '`',
  '/*',
  '*/',
  '//',
  '\\\n',
  '#if 0\n',
  '#endif\n',
];
/** A NUL, a lone half of a pair, line ends that not everybody counts, a byte order mark, a form feed. */
const ODD = ['\0', '\uD83D', '\uDE00', '\u2028', '\r', '\uFEFF', '\f', '\u00A0'];
const where = fc.nat({ max: 1_000_000 });

/** One way to damage a text; places are shares of its length, so that they fit any. */
export const mutation = fc.oneof(
  fc.record({ kind: fc.constant('delete'), at: where, count: fc.integer({ min: 1, max: 8 }) }),
  fc.record({ kind: fc.constant('duplicate'), at: where, count: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('swap'), at: where, to: where }),
  fc.record({ kind: fc.constant('rename'), at: where, to: where }),
  fc.record({ kind: fc.constant('line'), at: where, to: where }),
  fc.record({ kind: fc.constant('insert'), at: where, text: fc.constantFrom(...BRACKETS) }),
  fc.record({ kind: fc.constant('unbracket'), at: where, count: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('byte'), at: where, text: fc.constantFrom(...ODD) }),
  fc.record({ kind: fc.constant('latin1'), at: where }),
  fc.record({ kind: fc.constant('splice'), at: where, to: where }),
  fc.record({ kind: fc.constant('nest'), at: where, count: fc.integer({ min: 2, max: 3000 }) }),
);

/** The file after its mutations, with what was done to it. */
export function mutate({ name, text }, other, mutations) {
  const result = mutations.reduce((sofar, one) => ways[one.kind](sofar, one, other), text);
  const encoding = mutations.some(({ kind }) => kind === 'latin1') ? 'latin1' : 'utf8';
  return { name, text: result, encoding, how: JSON.stringify(mutations) };
}

const ways = {
  delete: (text, { at, count }) => editTokens(text, at, count, () => []),
  duplicate: (text, { at, count }) => editTokens(text, at, count, (tokens) => [...tokens, ...tokens]),
  swap(text, { at, to }) {
    const tokens = tokensOf(text);
    const [a, b] = [share(at, tokens.length), share(to, tokens.length)];
    [tokens[a], tokens[b]] = [tokens[b], tokens[a]];
    return tokens.join('');
  },
  /** A name in the place of another: the text stays one that can be parsed. */
  rename(text, { at, to }) {
    const names = [...text.matchAll(/[A-Za-z_]\w*/g)];
    const [a, b] = [names[share(at, names.length)], names[share(to, names.length)]];
    return a && b ? text.slice(0, a.index) + b[0] + text.slice(a.index + a[0].length) : text;
  },
  /** A line moves. */
  line(text, { at, to }) {
    const lines = text.split('\n');
    const [line] = lines.splice(share(at, lines.length), 1);
    lines.splice(share(to, lines.length), 0, line ?? '');
    return lines.join('\n');
  },
  insert: (text, { at, text: what }) => insertAt(text, share(at, text.length), what),
  unbracket(text, { at, count }) {
    const from = share(at, text.length);
    let left = count;
    return text.slice(0, from) + text.slice(from).replace(/[{}()[\]"'`]/g, (one) => (left-- > 0 ? '' : one));
  },
  byte: (text, { at, text: what }) => insertAt(text, share(at, text.length), what),
  latin1: (text, { at }) => insertAt(text, share(at, text.length), '\u00E9'),
  splice: (text, { at, to }, other) =>
    text.slice(0, share(at, text.length)) + other.text.slice(share(to, other.text.length)),
  nest: (text, { at, count }) => insertAt(text, share(at, text.length), '({['[count % 3].repeat(count)),
};

function editTokens(text, at, count, edit) {
  const tokens = tokensOf(text);
  const from = share(at, tokens.length);
  tokens.splice(from, count, ...edit(tokens.slice(from, from + count)));
  return tokens.join('');
}

function tokensOf(text) {
  return text.match(/\w+|\s+|[^\w\s]/gu) ?? [];
}

function insertAt(text, at, what) {
  return text.slice(0, at) + what + text.slice(at);
}

function share(part, length) {
  return Math.min(length, Math.floor((part / 1_000_001) * length));
}
