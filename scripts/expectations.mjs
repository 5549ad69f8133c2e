/** A file's `waitq-expect RULE` comments: each announces a finding on its own line, or, standing alone, on the next. */
export function readExpectations(text) {
  return text.split(/\r?\n/).flatMap((line, index) => {
    const rules = [...line.matchAll(/\bwaitq-expect\s+(?:waitq\/)?([a-z][a-z-]*)/g)].map(([, rule]) => rule);
    const lineNumber = ALONE.test(line) ? index + 2 : index + 1;
    return rules.map((rule) => ({ line: lineNumber, rule }));
  });
}

/** A line that holds nothing but a comment. */
const ALONE = /^\s*(?:\/\/|\/\*)[^*]*(?:\*\/)?\s*$/;

/** What is expected but not found, and what is found but not expected; each a list of `{ line, rule }`. */
export function compareFindings(expected, found) {
  const without = (list, others) => {
    const left = others.map(toKey);
    return list.filter((one) => {
      const at = left.indexOf(toKey(one));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  };
  return { missing: without(expected, found), unexpected: without(found, expected) };
}

function toKey({ line, rule }) {
  return `${line} ${rule}`;
}
