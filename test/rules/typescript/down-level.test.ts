import ts from 'typescript';
import { expect, test } from 'vitest';
import { functionNamed, lowerInEslint, lowerText } from './helpers.js';
import { printStructure } from './print.js';

const SOURCE = `import { waitEvent, wakeUp } from 'waitq';
export class Room {
  #queue; #ready = false;
  async f(other) {
    if (!(await other.check())) return;
    await waitEvent(this.#queue, () => this.#ready);
    this.#g();
  }
  #g() { this.#ready = true; wakeUp(this.#queue); }
}`;

function compile(target: ts.ScriptTarget): string {
  return ts.transpileModule(SOURCE, { compilerOptions: { target, module: ts.ModuleKind.CommonJS } })
    .outputText;
}

test.each([
  ['ES2015', ts.ScriptTarget.ES2015],
  ['ES2017', ts.ScriptTarget.ES2017],
  ['ES2022', ts.ScriptTarget.ES2022],
])('compiled to %s, the function reads as it was written', (_, target) => {
  const original = functionNamed(lowerText(SOURCE), 'f');
  for (const model of [lowerText(compile(target), 'file.cjs'), lowerInEslint(compile(target), 'commonjs')]) {
    const f = functionNamed(model, 'f');
    expect(f).toMatchObject({ isAsync: true, isGenerator: false, parameters: ['other'], className: 'Room' });
    expect(withoutNames(printStructure(f.body))).toBe(withoutNames(printStructure(original.body)));
  }
});

/** Names of calls differ: `this.#g` becomes a helper; the callee does not. */
function withoutNames(text: string): string {
  return text
    .replace(/^.*-> #\d+$/gm, 'calls into the file')
    .replace(/yield other|await other/g, 'other')
    .replace(/\(yield |\(await /g, '(');
}

test('a generator handed to __awaiter elsewhere awaits as well', () => {
  const model = lowerText(`const waitq_1 = require('waitq');
    function f(q) { log(); return __awaiter(this, void 0, void 0, function* () { yield (0, waitq_1.waitEvent)(q, c); }).catch(no); }`);
  const inner = functionNamed(model);
  expect(inner).toMatchObject({ isAsync: true, isGenerator: false });
  expect(printStructure(inner.body)).toContain('[dropped awaited] !');
});

test.each(['__awaiter', '_asyncToGenerator', '_async_to_generator'])(
  '%s makes a generator async',
  (helper) => {
    const text = `import { waitEvent } from 'waitq'; const f = ${helper}(function* (q) { yield waitEvent(q, c); });`;
    expect(printStructure(functionNamed(lowerText(text)).body)).toContain('[dropped awaited] !');
  },
);
