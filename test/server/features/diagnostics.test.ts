import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { CancellationTokenSource, LSPErrorCodes } from 'vscode-languageserver/node';
import { plainClient, startServer, type TestServer } from '../harness.js';

const root = new URL('../../../', import.meta.url);

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

const samples = ['c', 'typescript'].flatMap((folder) =>
  readdirSync(new URL(`samples/${folder}`, root))
    .filter((name) => /\.[ct]s?$/.test(name))
    .map((name) => [`samples/${folder}/${name}`, folder] as const),
);

describe('samples', () => {
  test.each(samples)(
    '%s has the diagnostics that its comments announce, and no others',
    async (path, language) => {
      const uri = server.openSample(path, language);
      const found = await server.sendDocumentDiagnosticRequest(uri);
      const lines = found.map(({ range, code }) => `${range.start.line + 1}: ${String(code)}`);
      expect(lines.sort()).toEqual(announced(path).sort());
    },
  );
});

/** `waitq-expect RULE` speaks of its own line, or of the next where it stands alone. */
function announced(path: string): string[] {
  const lines = readFileSync(new URL(path, root), 'utf8').split('\n');
  return lines.flatMap((line, index) => {
    const [, before = '', rule] = /^(.*?)(?:\/\*|\/\/)\s*waitq-expect ([\w-]+)/.exec(line) ?? [];
    return rule ? [`${before.trim() === '' ? index + 2 : index + 1}: ${rule}`] : [];
  });
}

describe('a diagnostic', () => {
  test('covers the wrong argument, names its rule, and links the page of the rule', async () => {
    const uri = server.openSample('samples/c/wrong-queue-address.c', 'c');
    const [diagnostic] = await server.sendDocumentDiagnosticRequest(uri);
    const page = new URL('rules/docs/rules/no-wrong-queue-address.md', root);
    expect(diagnostic).toMatchObject({ source: 'waitq', code: 'no-wrong-queue-address', severity: 1 });
    expect(fileURLToPath(diagnostic!.codeDescription!.href)).toBe(fileURLToPath(page));
    expect(diagnostic!.message).toContain('my_event');
  });

  test('has the steps that lose the wake-up as related places in the same file', async () => {
    const uri = server.openSample('samples/c/check-then-sleep.c', 'c');
    const [diagnostic] = await server.sendDocumentDiagnosticRequest(uri);
    const related = diagnostic!.relatedInformation!;
    expect(related.map(({ location }) => location.uri)).toEqual(related.map(() => uri));
    const steps = related.filter(({ message }) => message.startsWith('step '));
    expect(steps.length).toBeGreaterThan(2);
    expect(steps.some(({ message }) => message.includes('waker'))).toBe(true);
  });
});

const wrong = 'static DECLARE_WAIT_QUEUE_HEAD(q);\nvoid f(void)\n{\n\twait_event(&q, ready);\n}\n';
const right = wrong.replace('&q, ready', 'q, ready');

describe('typing', () => {
  test('the diagnostics are those of the newest text', async () => {
    const uri = server.openTextDocument('typed.c', 'c', wrong);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toHaveLength(1);
    server.editTextDocument(uri, right);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
  });

  test('a request that an edit overtakes is told to come again, and the last answer is right', async () => {
    const uri = server.openTextDocument('overtaken.c', 'c', wrong);
    const first = server.sendDocumentDiagnosticRequest(uri).catch((error: { data?: unknown }) => error.data);
    server.editTextDocument(uri, right);
    const last = server.sendDocumentDiagnosticRequest(uri);
    expect(await first).toEqual({ retriggerRequest: true });
    expect(await last).toEqual([]);
  });

  test('of many requests that are cancelled while typing none is left open, and the last answer is right', async () => {
    const uri = server.openTextDocument('fast.c', 'c', right);
    const ends: Promise<unknown>[] = [];
    for (let stroke = 0; stroke < 20; stroke++) {
      server.editTextDocument(uri, `${right}/* ${'x'.repeat(stroke)} */\n`);
      const cancel = new CancellationTokenSource();
      const params = { textDocument: { uri } };
      const answer = server.connection.sendRequest('textDocument/diagnostic', params, cancel.token);
      ends.push(answer.then(() => 'answered').catch((error: { code?: number }) => error.code));
      cancel.cancel();
    }
    server.editTextDocument(uri, wrong);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toHaveLength(1);
    const codes = await Promise.all(ends);
    expect(codes).toHaveLength(20);
    for (const code of codes) {
      expect([LSPErrorCodes.RequestCancelled, LSPErrorCodes.ServerCancelled, 'answered']).toContain(code);
    }
  });

  test('a document that was never saved is read like any other, in C, too', async () => {
    const uri = server.openTextDocument('untitled:Untitled-2', 'c', wrong);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toHaveLength(1);
    const including = server.openTextDocument('untitled:Untitled-3', 'c', `#include "no.h"\n${wrong}`);
    expect(await server.sendDocumentDiagnosticRequest(including)).toHaveLength(1);
  });

  test('an edit in one function leaves the findings of the others where they are', async () => {
    const other = wrong.replace('f(void)', 'g(void)').replace(/^static.*\n/, '');
    const uri = server.openTextDocument('two.c', 'c', wrong + other);
    const lines = async () =>
      (await server.sendDocumentDiagnosticRequest(uri)).map(({ range }) => range.start.line + 1);
    expect(await lines()).toEqual([4, 8]);
    server.editTextDocument(uri, wrong.replace('{\n', '{\n\n\n') + other);
    expect(await lines()).toEqual([6, 10]);
    server.editTextDocument(uri, right + other);
    expect(await lines()).toEqual([8]);
  });

  test('an unchanged document costs no new analysis', async () => {
    const uri = server.openTextDocument('unchanged.c', 'c', wrong);
    const pull = (previousResultId?: string) =>
      server.connection.sendRequest('textDocument/diagnostic', { textDocument: { uri }, previousResultId });
    const first = (await pull()) as { kind: string; resultId: string };
    expect(first.kind).toBe('full');
    expect(await pull(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
  });
});

describe('what is read', () => {
  const count = async (name: string, languageId: string, text: string) => {
    const uri = server.openTextDocument(name, languageId, text);
    const found = await server.sendDocumentDiagnosticRequest(uri);
    return { found: found.length, status: await server.nextStatus(uri) };
  };

  test('a header that the editor takes for C++ but that is C', async () => {
    expect(await count('a.h', 'cpp', wrong)).toMatchObject({ found: 1, status: { kind: 'analysed' } });
  });

  test('a C++ header and other C++ are left alone, and the status says why', async () => {
    const header = await count('b.h', 'cpp', `namespace x {\n${wrong}}`);
    expect(header).toMatchObject({ found: 0, status: { kind: 'ignored' } });
    expect(header.status.reason).toContain('reads as C++');
    const source = await count('b.cpp', 'cpp', wrong);
    expect(source.status.reason).toContain('C++ is left alone');
  });

  const script =
    "import { sleepOn, WaitQueue } from 'waitq';\nconst q = new WaitQueue('q');\nawait sleepOn(q);\n";
  test.each([
    ['a.ts', 'typescript'],
    ['a.mts', 'typescript'],
    ['a.tsx', 'typescriptreact'],
    ['a.js', 'javascript'],
    ['a.mjs', 'javascript'],
    ['a.jsx', 'javascriptreact'],
    ['untitled:Untitled-1', 'typescript'],
  ])('%s as %s', async (name, languageId) => {
    const markup = languageId.endsWith('react') ? 'const view = <p>wait</p>;\n' : '';
    expect(await count(name, languageId, script + markup)).toMatchObject({ found: 1 });
  });

  test('CommonJS', async () => {
    const text = "const { sleepOn } = require('waitq');\nmodule.exports = (q) => sleepOn(q);\n";
    expect(await count('a.cjs', 'javascript', text)).toMatchObject({ found: 1 });
  });
});

describe('bad input', () => {
  test.each([
    ['empty.c', 'c', ''],
    ['nul.c', 'c', '\0\0wait_event(&q, x);\0'],
    ['open.c', 'c', 'void f(void) { wait_event(&q, ((((('],
    ['open.ts', 'typescript', "import { sleepOn } from 'waitq'; async function f( {"],
    ['strange.ts', 'typescript', "import { sleepOn } from 'waitq'; \ud800 `${"],
    ['deep.c', 'c', `void f(void) { wait_event(q, ${'('.repeat(5000)}x${')'.repeat(5000)}); }`],
  ])('%s does not stop the server', async (name, languageId, text) => {
    const uri = server.openTextDocument(name, languageId, text);
    await server.sendDocumentDiagnosticRequest(uri);
    const after = server.openTextDocument(`after-${name}.c`, 'c', wrong);
    expect(await server.sendDocumentDiagnosticRequest(after)).toHaveLength(1);
  });

  test('a script that does not parse has no diagnostics, and the status says where', async () => {
    const text = "import { sleepOn } from 'waitq';\nawait sleepOn(;\n";
    const uri = server.openTextDocument('broken.ts', 'typescript', text);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
    const status = await server.nextStatus(uri);
    expect(status.kind).toBe('failed');
    expect(status.reason).toContain('line 2, column');
  });
});

describe('comments', () => {
  test('eslint-disable comments count as on the command line', async () => {
    const silenced = wrong.replace(
      '\twait',
      '\t/* eslint-disable-next-line waitq/no-wrong-queue-address */\n\twait',
    );
    const uri = server.openTextDocument('silenced.c', 'c', silenced);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
    const other = silenced.replace('no-wrong-queue-address', 'no-sleep-on');
    const uriOfOther = server.openTextDocument('other.c', 'c', other);
    expect(await server.sendDocumentDiagnosticRequest(uriOfOther)).toHaveLength(1);
  });
});

describe('a client that does not pull', () => {
  test('gets the diagnostics pushed, also after an edit, and none after closing', async () => {
    const plain = await startServer(plainClient);
    const uri = plain.openTextDocument('pushed.c', 'c', wrong);
    expect(await plain.nextPush(uri)).toMatchObject({ version: 1, diagnostics: [{ source: 'waitq' }] });
    plain.editTextDocument(uri, right);
    expect(await plain.nextPush(uri)).toMatchObject({ version: 2, diagnostics: [] });
    plain.editTextDocument(uri, wrong);
    expect(await plain.nextPush(uri)).toMatchObject({ version: 3, diagnostics: [{}] });
    plain.closeTextDocument(uri);
    expect(await plain.nextPush(uri)).toEqual({ uri, diagnostics: [] });
    expect(await plain.stop()).toBe(0);
  });
});
