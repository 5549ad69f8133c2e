import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Linter } from 'eslint';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { plugin } from '../../../rules/src/plugin/plugin.js';

beforeAll(grammarReady);

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'waitq-cross-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

function lint(name: string, text: string, settings: object): readonly string[] {
  const linter = new Linter({ cwd: folder });
  const config = { files: [`**/${name}`], settings: { waitq: settings } };
  const preset = name.endsWith('.c') ? plugin.configs.kernel : plugin.configs.recommended;
  return linter
    .verify(text, [{ ...preset, ...config }], { filename: join(folder, name) })
    .map(({ ruleId, message }) => ruleId ?? message);
}

const SCRIPT = "import { ready } from './lib/ready.js';\nexport async function f(q) {\n  ready(q);\n}\n";
const READY =
  "import { waitEvent } from 'waitq';\nexport const ready = (q) => waitEvent(q, () => q.ready);\n";

describe('settings.waitq.crossFile', () => {
  test('makes a rule go by what other files say; without it they are not read', () => {
    write({ 'package.json': '{}', 'lib/ready.js': READY });
    expect(lint('a.js', SCRIPT, { crossFile: true })).toEqual(['waitq/no-floating-wait']);
    expect(lint('a.js', SCRIPT, { crossFile: false })).toEqual([]);
    expect(lint('a.js', SCRIPT, {})).toEqual([]);
  });

  test('sees a file as it is now', () => {
    write({ 'package.json': '{}', 'lib/ready.js': READY });
    expect(lint('a.js', SCRIPT, { crossFile: true })).toHaveLength(1);
    write({ 'lib/ready.js': 'export const ready = (q) => q.ready; // no wait any more\n' });
    expect(lint('a.js', SCRIPT, { crossFile: true })).toEqual([]);
  });

  test('reads nothing outside the package', () => {
    write({ 'lib/ready.js': READY, 'package/package.json': '{}' });
    const text = SCRIPT.replace('./lib', '../lib');
    expect(lint('package/a.js', text, { crossFile: true })).toEqual([]);
    write({ 'package.json': '{}' });
    rmSync(join(folder, 'package/package.json'));
    // Boundaries are remembered, so another directory is asked about.
    expect(lint('other/a.js', text, { crossFile: true })).toEqual(['waitq/no-floating-wait']);
  });

  test('works for C', () => {
    write({ 'data.c': 'int has_data(struct dev *d)\n{\n\tmutex_lock(&d->m);\n\treturn d->n;\n}\n' });
    const text = 'void f(struct dev *d)\n{\n\twait_event(d->wq, has_data(d));\n}\n';
    expect(lint('a.c', text, { crossFile: true })).toEqual(['waitq/no-blocking-condition']);
    expect(lint('a.c', text, {})).toEqual([]);
  });

  test('must be true or false', () => {
    expect(() => lint('a.js', SCRIPT, { crossFile: 'yes' })).toThrow(
      'settings.waitq.crossFile must be true or false, not "yes"',
    );
  });
});
