import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ownSleep } from '../../own-sleep.js';
import { editor, startServer, type TestServer } from '../harness.js';

const WAITS = 'static void f(void)\n{\n\twhile (!ready)\n\t\tmy_sleep_on(&q);\n}\n';

let root = '';
let server: TestServer;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'waitq-api-'));
  for (const folder of ['one', 'two', 'three']) mkdirSync(join(root, folder));
  writeFileSync(join(root, 'one/api.json'), JSON.stringify([ownSleep]));
  writeFileSync(join(root, 'two/api.json'), '[\n  { "name": "a", "language": "c", "action": "sleeps" }\n]\n');
  const folders = ['one', 'two'].map(folderOf);
  const capabilities = { ...editor, workspace: { ...editor.workspace, workspaceFolders: true } };
  server = await startServer(capabilities, { workspaceFolders: folders });
  server.setConfiguration({ api: 'api.json' });
});
afterAll(async () => {
  await server.stop();
  rmSync(root, { recursive: true });
});

const folderOf = (name: string) => ({ name, uri: pathToFileURL(join(root, name)).href });

async function open(path: string, text = WAITS) {
  const uri = server.openTextDocument(pathToFileURL(join(root, path)).href, 'c', text);
  const found = await server.sendDocumentDiagnosticRequest(uri);
  return { uri, rules: found.map(({ code }) => code), status: await server.nextStatus(uri) };
}

test("a project's own functions are known in the folder that has them, below it, too", async () => {
  expect((await open('one/sub/a.c')).rules).toEqual(['no-sleep-on']);
  expect((await open('three/a.c')).rules).toEqual([]);
});

test('a mistake in the file is told with its place, and the built-in functions hold', async () => {
  const { rules, status } = await open('two/a.c', WAITS.replace('my_sleep_on', 'sleep_on'));
  expect(rules).toEqual(['no-sleep-on']);
  expect(status.kind).toBe('partial');
  expect(status.reason).toContain(`waitq.api: ${join(root, 'two/api.json')}:2:3: /0 must have`);
  // Also where there is nothing to be found.
  expect((await open('two/b.c', 'int a;\n')).status.reason).toContain('waitq.api:');
});

test('so is a file that is not there', async () => {
  const { status } = await open('three/b.c');
  expect(status).toMatchObject({ kind: 'partial', findings: 0 });
  expect(status.reason).toContain(`there is no file ${join(root, 'three/api.json')}`);
});

test('a file that changes counts at the next look', async () => {
  const file = join(root, 'one/api.json');
  const { uri, rules } = await open('one/b.c');
  expect(rules).toEqual(['no-sleep-on']);
  writeFileSync(file, JSON.stringify([{ ...ownSleep, name: 'another_sleep_on' }]));
  expect(await server.sendDocumentDiagnosticRequest(uri)).toEqual([]);
  writeFileSync(file, JSON.stringify([ownSleep]));
  expect(await server.sendDocumentDiagnosticRequest(uri)).toHaveLength(1);
});

test('a folder that joins the workspace counts from then on', async () => {
  const { uri } = await open('one/nested/a.c');
  mkdirSync(join(root, 'one/nested'));
  writeFileSync(join(root, 'one/nested/api.json'), '[]');
  const folder = folderOf('one/nested');
  const change = async (event: object) => {
    await server.connection.sendNotification('workspace/didChangeWorkspaceFolders', { event });
    return (await server.sendDocumentDiagnosticRequest(uri)).length;
  };
  expect(await change({ added: [folder], removed: [] })).toBe(0);
  expect(await change({ added: [], removed: [folder] })).toBe(1);
});
