import type { Diagnostic } from 'vscode-languageserver/node';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { plainClient, startServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.stop());

const queueAddress = 'static DECLARE_WAIT_QUEUE_HEAD(q);\nvoid f(void)\n{\n\twait_event(&q, ready);\n}\n';

/** Opens a text with one finding; its actions by title. */
async function actionsOn(name: string, languageId: string, text: string) {
  const uri = server.openTextDocument(name, languageId, text);
  const [finding] = await server.sendDocumentDiagnosticRequest(uri);
  const actions = await server.sendCodeActionRequest(uri, finding!.range);
  return { uri, finding: finding!, actions, titles: actions.map(({ title }) => title) };
}

describe('a fix', () => {
  test('is preferred, belongs to its diagnostic, and leaves no finding', async () => {
    const { uri, finding, actions } = await actionsOn('fix.c', 'c', queueAddress);
    const [fix] = actions;
    expect(fix!.title).toBe('Fix this no-wrong-queue-address problem');
    expect(fix).toMatchObject({ kind: 'quickfix', isPreferred: true });
    expect(fix!.diagnostics).toEqual([finding]);
    const fixed = server.applied(uri, fix!);
    expect(fixed).toBe(queueAddress.replace('&q, ready', 'q, ready'));
    server.editTextDocument(uri, fixed);
    expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
    expect(await server.sendCodeActionRequest(uri, finding.range)).toEqual([]);
  });

  test('speaks of the version it was made for, so that an editor refuses it later', async () => {
    const { uri, actions } = await actionsOn('version.c', 'c', queueAddress);
    expect(actions[0]!.edit!.documentChanges).toMatchObject([{ textDocument: { uri, version: 1 } }]);
  });
});

test('a client that knows no versions gets plain edits', async () => {
  const plain = await startServer(plainClient);
  const uri = plain.openTextDocument('plain.c', 'c', queueAddress);
  const { diagnostics } = await plain.nextPush(uri);
  const [fix] = await plain.sendCodeActionRequest(uri, diagnostics[0]!.range);
  expect(fix!.edit).not.toHaveProperty('documentChanges');
  expect(plain.applied(uri, fix!)).toBe(queueAddress.replace('&q, ready', 'q, ready'));
  await plain.stop();
});

describe('a suggestion', () => {
  test('is offered, not preferred, and leaves no finding', async () => {
    const uri = server.openSample('samples/c/sleep-on.c', 'c');
    const [finding] = await server.sendDocumentDiagnosticRequest(uri);
    const actions = await server.sendCodeActionRequest(uri, finding!.range);
    const suggestion = actions.find(({ title }) => !/^(?:Fix|Disable)/.test(title));
    expect(suggestion!.isPreferred).toBe(false);
    const before = await server.sendDocumentDiagnosticRequest(uri);
    server.editTextDocument(uri, server.applied(uri, suggestion!));
    expect(await server.sendDocumentDiagnosticRequest(uri)).toHaveLength(before.length - 1);
  });
});

describe('disabling for a line', () => {
  const disabled = async (name: string, languageId: string, text: string) => {
    const { uri, actions, titles } = await actionsOn(name, languageId, text);
    const index = titles.findIndex((title) => title.startsWith('Disable waitq/'));
    const result = server.applied(uri, actions[index]!);
    server.editTextDocument(uri, result);
    return { result, left: await server.sendDocumentDiagnosticRequest(uri) };
  };

  test('C: a block comment with the indentation of the line', async () => {
    const { result, left } = await disabled('off.c', 'c', queueAddress);
    expect(result).toContain('\n\t/* eslint-disable-next-line waitq/no-wrong-queue-address */\n\twait_event');
    expect(left).toEqual([]);
  });

  test('C: the lines end as those around them', async () => {
    const { result, left } = await disabled('crlf.c', 'c', queueAddress.replaceAll('\n', '\r\n'));
    expect(result).toContain('waitq/no-wrong-queue-address */\r\n\twait_event');
    expect(result).not.toMatch(/[^\r]\n/);
    expect(left).toEqual([]);
  });

  test('TypeScript: a line comment', async () => {
    const text =
      "import { sleepOn, WaitQueue } from 'waitq';\nconst q = new WaitQueue('q');\n  await sleepOn(q);\n";
    const { result, left } = await disabled('off.ts', 'typescript', text);
    expect(result).toContain('\n  // eslint-disable-next-line waitq/no-sleep-on\n  await sleepOn');
    expect(left).toEqual([]);
  });
});

describe('asked elsewhere', () => {
  test('no action where there is no finding', async () => {
    const { uri } = await actionsOn('elsewhere.c', 'c', queueAddress);
    const start = { line: 0, character: 0 };
    expect(await server.sendCodeActionRequest(uri, { start, end: start })).toEqual([]);
  });

  test('no action of another kind, none for a document that is not open', async () => {
    const { uri, finding } = await actionsOn('kinds.c', 'c', queueAddress);
    const ask = (of: string, only: string[]) =>
      server.connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri: of },
        range: finding.range,
        context: { diagnostics: [] as Diagnostic[], only },
      });
    expect(await ask(uri, ['refactor'])).toEqual([]);
    expect(await ask(uri, ['quickfix'])).not.toEqual([]);
    expect(await ask('file:///nowhere.c', ['quickfix'])).toEqual([]);
  });
});
