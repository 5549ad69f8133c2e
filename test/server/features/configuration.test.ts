import { afterEach, beforeEach, expect, test } from 'vitest';
import { plainClient, startServer, type TestServer } from '../harness.js';

let server: TestServer;
beforeEach(async () => {
  server = await startServer();
});
afterEach(() => server.stop());

const wrong = 'static DECLARE_WAIT_QUEUE_HEAD(q);\nvoid f(void)\n{\n\twait_event(&q, ready);\n}\n';

test('a rule that is turned down, off, and on again', async () => {
  const uri = server.openTextDocument('a.c', 'c', wrong);
  const severities = async () =>
    (await server.sendDocumentDiagnosticRequest(uri)).map(({ severity }) => severity);
  expect(await severities()).toEqual([1]);
  server.setConfiguration({ rules: { 'no-wrong-queue-address': 'warn' } });
  expect(await severities()).toEqual([2]);
  server.setConfiguration({ rules: { 'no-wrong-queue-address': 'off' } });
  expect(await severities()).toEqual([]);
  server.setConfiguration({});
  expect(await severities()).toEqual([1]);
});

test('strict adds the promises that a script waits by, as on the command line', async () => {
  const script =
    "import { once } from 'node:events';\nexport async function f(emitter) {\n  if (!emitter.ready) {\n    await emitter.request();\n    await once(emitter, 'ready');\n  }\n}\n";
  const uri = server.openTextDocument('promises.js', 'javascript', script);
  expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
  server.setConfiguration({ preset: 'strict' });
  const found = await server.sendDocumentDiagnosticRequest(uri);
  expect(found.map(({ code }) => code)).toEqual(['no-check-then-sleep']);
});

test('of a workspace with several roots each has its own settings', async () => {
  const quiet = { rules: { 'no-wrong-queue-address': 'warn' } };
  server.setConfiguration((uri: string) => (uri.includes('/quiet/') ? quiet : {}));
  const severities = async (name: string) => {
    const uri = server.openTextDocument(name, 'c', wrong);
    return (await server.sendDocumentDiagnosticRequest(uri)).map(({ severity }) => severity);
  };
  expect(await severities('file:///p/loud/a.c')).toEqual([1]);
  expect(await severities('file:///p/quiet/a.c')).toEqual([2]);
});

test('switched off: no diagnostics, and the status says so', async () => {
  server.setConfiguration({ enable: false });
  const uri = server.openTextDocument('a.c', 'c', wrong);
  expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
  expect(await server.nextStatus(uri)).toMatchObject({ kind: 'disabled', findings: 0 });
});

test('a setting that cannot be used is logged with its value, and the others hold', async () => {
  server.setConfiguration({ preset: 'lax', rules: { 'no-wrong-queue-address': 'warn' } });
  const uri = server.openTextDocument('a.c', 'c', wrong);
  expect(await server.sendDocumentDiagnosticRequest(uri)).toMatchObject([{ severity: 2 }]);
  expect(server.log).toContain("waitq.preset: 'recommended' or 'strict' expected, found \"lax\"");
});

test('a client that cannot be asked sends its settings, and gets new diagnostics pushed', async () => {
  const plain = await startServer(plainClient);
  const uri = plain.openTextDocument('a.c', 'c', wrong);
  expect(await plain.nextPush(uri)).toMatchObject({ diagnostics: [{ severity: 1 }] });
  plain.setConfiguration({ enable: false });
  expect(await plain.nextPush(uri)).toMatchObject({ diagnostics: [] });
  await plain.stop();
});

test('the status of a document names its findings and the time taken', async () => {
  const uri = server.openTextDocument('a.c', 'c', wrong);
  await server.sendDocumentDiagnosticRequest(uri);
  const status = await server.nextStatus(uri);
  expect(status).toMatchObject({ uri, kind: 'analysed', findings: 1 });
  expect(status.milliseconds).toBeGreaterThan(0);
});
