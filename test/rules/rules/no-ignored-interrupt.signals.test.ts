import { expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-ignored-interrupt';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const pause = (
  signal: string,
  look: string,
  listen: string,
): string => `export function pause(ms, ${signal}) {
  ${look}
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    const stop = () => { clearTimeout(timer); reject(new Error('aborted')); };
    ${listen}
  });
}`;

it('reports a signal that nobody looks at, and one that is only left out', () => {
  expectMarked(pause('signal', '', "signal.addEventListener('abort', stop); // !!"));
  expectMarked(
    pause(
      'options',
      '',
      "if (!options.signal.aborted) options.signal.addEventListener('abort', stop); // !!",
    ),
  );
});

it.each([
  ['signal', 'signal.throwIfAborted();', "signal.addEventListener('abort', stop);"],
  ['signal', '', "if (signal.aborted) return stop();\n    signal.addEventListener('abort', stop);"],
  ['request', '', "request.signal.addEventListener('abort', stop);"],
  ['signal', 'if (!signal.aborted) begin(signal);', "signal.addEventListener('abort', stop);"],
])('stays silent about %s looked at by %s', (signal, look, listen) => {
  expectMarked(pause(signal, look, listen));
});

it('stays silent where the caller looks', () => {
  expectMarked(
    `${pause('signal', '', "signal.addEventListener('abort', stop);")}
export async function twice(signal) {
  if (signal.aborted) return;
  await pause(5, signal);
}`,
  );
});
