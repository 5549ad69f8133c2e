import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editor, startServer, type TestServer } from '../server/harness.js';

const dist = fileURLToPath(new URL('../../extension/dist/', import.meta.url));

let home: string;
let server: TestServer;
beforeAll(async () => {
  // Far from every node_modules, as an installed extension is.
  home = mkdtempSync(path.join(os.tmpdir(), 'waitq-bundle-'));
  cpSync(path.join(dist, 'server'), home, { recursive: true });
  server = await startServer(editor, { module: path.join(home, 'server.mjs') });
});
afterAll(async () => {
  await server.stop();
  rmSync(home, { recursive: true, force: true });
});

test('the bundled server finds its grammar and its pages without any node_modules', async () => {
  const uri = server.openSample('samples/c/wrong-queue-address.c', 'c');
  const [diagnostic] = await server.sendDocumentDiagnosticRequest(uri);
  const page = fileURLToPath(diagnostic!.codeDescription!.href);
  expect(path.relative(home, page)).toBe(path.join('docs', 'rules', 'no-wrong-queue-address.md'));
  expect(existsSync(page)).toBe(true);
});

test('the bundled server reads TypeScript', async () => {
  const uri = server.openSample('samples/typescript/lost-wakeup.ts', 'typescript');
  expect(await server.sendDocumentDiagnosticRequest(uri)).not.toEqual([]);
});

test('every foreign package in the bundle has its licence beside it', () => {
  const notices = readFileSync(path.join(dist, 'ThirdPartyNotices.txt'), 'utf8');
  for (const name of ['typescript', 'tree-sitter-c', 'web-tree-sitter', 'vscode-languageclient']) {
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+\\n\\n\\S`, 'm'));
  }
  expect(readdirSync(path.join(dist, 'server'))).toContain('tree-sitter-c.wasm');
});
