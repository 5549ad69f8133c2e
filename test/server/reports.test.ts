import { TextDocument } from 'vscode-languageserver-textdocument';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Report } from '../../server/src/check.js';
import type { DocumentStatus } from '../../server/src/protocol.js';
import { createReportStore } from '../../server/src/reports.js';
import { defaultSettings } from '../../server/src/settings.js';
import type { SettingsStore } from '../../server/src/settings-store.js';

/** How long the next analysis is said to take, in milliseconds. */
let cost = 0;
vi.mock('../../server/src/check.js', () => ({
  check: (): Report => ({ kind: 'analysed', reason: '', milliseconds: cost, findings: [] }),
}));

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open() {
  const statuses: DocumentStatus[] = [];
  const settings = { generation: 0, of: () => Promise.resolve(defaultSettings) } as unknown as SettingsStore;
  const store = createReportStore(settings, (status) => statuses.push(status));
  const document = TextDocument.create('file:///a.c', 'c', 1, '');
  const edit = () => void TextDocument.update(document, [{ text: '' }], document.version + 1);
  return { store, document, edit, statuses };
}

/** Whether a promise is settled once everything that takes less than so long has happened. */
async function settlesWithin(milliseconds: number, promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  void promise.then(() => (settled = true));
  await vi.advanceTimersByTimeAsync(milliseconds);
  return settled;
}

test('a text that is quick to analyse is analysed at once, each time', async () => {
  const { store, document, edit, statuses } = open();
  cost = 3;
  for (let turn = 0; turn < 3; turn++, edit()) expect(await settlesWithin(0, store.of(document))).toBe(true);
  expect(statuses).toHaveLength(3);
});

test('a slow one rests for as long as it took, but never for more than half a second', async () => {
  const { store, document, edit } = open();
  cost = 200;
  expect(await settlesWithin(0, store.of(document))).toBe(true);
  edit();
  const second = store.of(document);
  expect(await settlesWithin(199, second)).toBe(false);
  cost = 9000;
  expect(await settlesWithin(1, second)).toBe(true);
  edit();
  const third = store.of(document);
  expect(await settlesWithin(499, third)).toBe(false);
  expect(await settlesWithin(1, third)).toBe(true);
});

test('what an edit has overtaken, or the client has cancelled, is not analysed', async () => {
  const { store, document, edit, statuses } = open();
  const first = store.of(document);
  edit();
  const second = store.of(document);
  const third = store.of(document, { isCancellationRequested: true } as never);
  await vi.runAllTimersAsync();
  expect(await first).toBeUndefined();
  expect(await third).toBeUndefined();
  expect(await second).toMatchObject({ kind: 'analysed' });
  expect(statuses).toHaveLength(1);
});

test('the same text is analysed once', async () => {
  const { store, document, statuses } = open();
  expect(await settlesWithin(0, store.of(document))).toBe(true);
  expect(await settlesWithin(0, store.of(document))).toBe(true);
  expect(statuses).toHaveLength(1);
});

test('two who ask at once share one analysis', async () => {
  const { store, document, statuses } = open();
  const [first, second] = [store.of(document), store.of(document)];
  await vi.runAllTimersAsync();
  expect(await first).toBe(await second);
  expect(statuses).toHaveLength(1);
});
