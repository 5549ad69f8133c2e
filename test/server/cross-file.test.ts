import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createReportStore, type ReportStore } from '../../server/src/reports.js';
import { defaultSettings } from '../../server/src/settings.js';
import type { SettingsStore } from '../../server/src/settings-store.js';
import { createWorkspaceFiles } from '../../server/src/workspace/files.js';

const SLEEPS = 'int has_data(struct dev *d)\n{\n\tmutex_lock(&d->m);\n\treturn d->n;\n}\n';
const SPINS = SLEEPS.replace('mutex_lock', 'spin_lock');
const WAITS = 'void f(struct dev *d)\n{\n\twait_event(d->wq, has_data(d));\n}\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waitq-cross-'));
  writeFileSync(join(folder, 'data.c'), SLEEPS);
});
afterEach(() => rmSync(folder, { recursive: true }));

function opened(...documents: TextDocument[]): ReportStore {
  const settings = { generation: 0, of: () => Promise.resolve(defaultSettings) } as unknown as SettingsStore;
  const files = createWorkspaceFiles({ all: () => documents });
  return createReportStore(settings, () => undefined, files);
}

const document = (name: string, text: string) =>
  TextDocument.create(pathToFileURL(join(folder, name)).href, 'c', 1, text);

test('what is not open is read from the disk; what is open counts as it is in the editor', async () => {
  const waiter = document('a.c', WAITS);
  expect((await opened(waiter).of(waiter))?.findings.map(({ rule }) => rule)).toEqual([
    'no-blocking-condition',
  ]);
  expect((await opened(waiter, document('data.c', SPINS)).of(waiter))?.findings).toEqual([]);
});

test('a report is stale once a file that it leans on has changed, and is made anew', async () => {
  const waiter = document('a.c', WAITS);
  const data = document('data.c', SLEEPS);
  const store = opened(waiter, data);
  expect((await store.of(waiter))?.findings).toHaveLength(1);
  const name = store.nameOf(waiter);
  expect([store.isStale(waiter), store.nameOf(waiter)]).toEqual([false, name]);
  TextDocument.update(data, [{ text: SPINS }], 2);
  expect([store.isStale(waiter), store.nameOf(waiter) === name]).toEqual([true, false]);
  expect((await store.of(waiter))?.findings).toEqual([]);
  expect(store.isStale(waiter)).toBe(false);
});
