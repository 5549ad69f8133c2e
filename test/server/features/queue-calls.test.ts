import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Hover, Location } from 'vscode-languageserver/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startServer, type TestServer } from '../harness.js';

const WAITS = 'void reader(struct dev *d)\n{\n\twait_event(d->wq, d->ready);\n}\n';
const WAKES = 'void irq(struct dev *priv)\n{\n\tpriv->ready = 1;\n\twake_up(&priv->wq);\n}\n';

let server: TestServer;
let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waitq-queues-'));
  writeFileSync(join(folder, 'irq.c'), WAKES);
  writeFileSync(join(folder, 'other.c'), WAKES.replaceAll('wq', 'other_wq'));
  server = await startServer();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

function ask(method: 'hover' | 'references', uri: string, line: number, character: number) {
  const params = { textDocument: { uri }, position: { line, character } };
  const context = method === 'references' ? { context: { includeDeclaration: true } } : {};
  return server.connection.sendRequest(`textDocument/${method}`, { ...params, ...context });
}

async function hover(uri: string, line: number, character: number): Promise<string> {
  const answer = (await ask('hover', uri, line, character)) as Hover | null;
  return answer ? (answer.contents as { value: string }).value : '';
}

test('on a wait: who wakes the queue, in the file and in those next to it', async () => {
  const uri = server.openTextDocument(uriOf('reader.c'), 'c', WAITS);
  const text = await hover(uri, 2, 4);
  expect(text).toMatch(/^Sleeps until the condition.*`waitEvent`/);
  expect(text).toContain(`[irq.c:4](${uriOf('irq.c')}#L4) \`wake_up(&priv->wq)\` in \`irq\``);
  expect(text).toContain('**Waits on `wq`**: nobody else');
  expect(text).not.toContain('other_wq');
  expect(await hover(uri, 2, 16)).toBe(text);
});

test('the condition, other code and files of other languages are left to others', async () => {
  const uri = server.openTextDocument(uriOf('reader2.c'), 'c', WAITS);
  expect(await hover(uri, 2, 22)).toBe('');
  expect(await hover(uri, 0, 6)).toBe('');
  expect(await hover(server.openTextDocument(uriOf('a.py'), 'python', WAITS), 2, 4)).toBe('');
});

test('references are the calls on the queue; what is edited counts as it is in the editor', async () => {
  const uri = server.openTextDocument(uriOf('irq.c'), 'c', `\n\n${WAKES}`);
  const places = (await ask('references', uri, 5, 4)) as Location[];
  expect(places).toContainEqual({
    uri,
    range: { start: { line: 5, character: 1 }, end: { line: 5, character: 8 } },
  });
  expect(await hover(uri, 5, 4)).toMatch(/^Wakes .*\(TypeScript: `wakeUp`\)/);
  server.editTextDocument(uri, WAKES.replace('wake_up(&priv->wq);', ''));
  expect(await hover(server.openTextDocument(uriOf('reader3.c'), 'c', WAITS), 2, 4)).toContain(
    '**Wakes `wq`**: nobody else',
  );
});
