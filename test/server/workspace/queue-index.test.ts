import type { ApiEntry, FileHost } from 'eslint-plugin-waitq/analyze';
import { grammarReady } from 'eslint-plugin-waitq/analyze';
import { readApiEntries } from 'eslint-plugin-waitq/api';
import { beforeAll, expect, test } from 'vitest';
import { createQueueIndex } from '../../../server/src/workspace/queue-index.js';

beforeAll(() => grammarReady());

const WAITS = 'void reader(struct dev *d)\n{\n\twait_event(d->wq, d->ready);\n}\n';
const WAKES = 'void irq(struct dev *p)\n{\n\twake_up(&p->wq);\n}\n';

/** Files in one folder, each in its first version until it is written again. */
function folder(files: Record<string, string>) {
  const versions = new Map<string, number>();
  const reads: string[] = [];
  const nameOf = (path: string) => path.slice('/dev/'.length);
  const host: FileHost = {
    versionOf: (path) => (nameOf(path) in files ? String(versions.get(path) ?? 0) : undefined),
    read(path) {
      reads.push(nameOf(path));
      return new TextEncoder().encode(files[nameOf(path)]);
    },
    list: () => Object.keys(files),
    boundaryOf: () => '/dev',
  };
  const write = (name: string, text: string) => {
    files[name] = text;
    versions.set(`/dev/${name}`, (versions.get(`/dev/${name}`) ?? 0) + 1);
  };
  return { host, reads, write };
}

const told = (places: readonly { kind: string; text: string; location: { uri: string } }[]) =>
  places.map(({ kind, text, location }) => `${kind} ${location.uri.split('/').pop()!} ${text}`);

test('the calls of a file come first, then those of the files next to it, in the same language', () => {
  const { host, reads } = folder({ 'irq.c': WAKES, 'reader.c': WAITS, 'a.ts': WAKES, 'note.txt': 'wq' });
  expect(told(createQueueIndex(host).around('/dev/reader.c', 'wq'))).toEqual([
    'wait reader.c wait_event(d->wq, d->ready)',
    'wake irq.c wake_up(&p->wq)',
  ]);
  expect(reads).toEqual(['reader.c', 'irq.c']);
});

test('a file is read again when it has changed, and only then', () => {
  const { host, reads, write } = folder({ 'irq.c': WAKES, 'reader.c': WAITS });
  const index = createQueueIndex(host);
  index.around('/dev/reader.c', 'wq');
  index.around('/dev/reader.c', 'wq');
  expect(reads).toHaveLength(2);
  write('irq.c', '');
  expect(told(index.around('/dev/reader.c', 'wq'))).toEqual(['wait reader.c wait_event(d->wq, d->ready)']);
});

test('what has changed from a text without the name to one with it is found', () => {
  const { host, write } = folder({ 'irq.c': WAKES.replaceAll('wq', 'other'), 'reader.c': WAITS });
  const index = createQueueIndex(host);
  expect(index.around('/dev/reader.c', 'wq')).toHaveLength(1);
  write('irq.c', WAKES);
  expect(index.around('/dev/reader.c', 'wq')).toHaveLength(2);
});

test("the project's own functions count", () => {
  const { host } = folder({ 'irq.c': WAKES.replace('wake_up', 'my_wake'), 'reader.c': WAITS });
  const queue = { arg: 0, address: 'pointer' };
  const entry = { language: 'c', name: 'my_wake', action: 'wake', family: 'wait', queue, doc: 'wakes one' };
  const api = readApiEntries(JSON.stringify([entry])) as readonly ApiEntry[];
  expect(createQueueIndex(host, api).around('/dev/reader.c', 'wq')).toHaveLength(2);
});

test('a file that is gone has none', () => {
  expect(createQueueIndex(folder({}).host).in('/dev/gone.c')).toEqual([]);
});
