import { beforeAll, describe, expect, test, vi } from 'vitest';
import { client, recorded } from './fake-vscode.js';

vi.mock('vscode', async () => (await import('./fake-vscode.js')).vscode);
vi.mock('vscode-languageclient/node', async () => (await import('./fake-vscode.js')).languageClient);

beforeAll(async () => {
  const { activate } = await import('../../extension/src/extension.js');
  activate({ subscriptions: [], asAbsolutePath: (path: string) => path } as never);
});

const open = (languageId: string, scheme = 'file') =>
  recorded.opened.forEach((listener) => listener({ languageId, scheme }));

test('the server starts with the first document that it reads, and once', () => {
  open('python');
  open('c', 'git');
  expect(client.start).not.toHaveBeenCalled();
  open('c');
  open('typescript');
  expect(client.start).toHaveBeenCalledOnce();
});

describe('restarting', () => {
  const restart = async () => recorded.commands.get('waitq.restartServer')!();

  test('starts a server that has given up, and stops one that runs', async () => {
    client.start.mockClear();
    client.state = 1;
    await restart();
    expect(client.stop).not.toHaveBeenCalled();
    client.state = 2;
    await restart();
    expect(client.stop).toHaveBeenCalledOnce();
    expect(client.start).toHaveBeenCalledTimes(2);
  });

  test('a server that does not stop in order is replaced all the same', async () => {
    client.stop.mockRejectedValueOnce(new Error('timed out'));
    client.start.mockClear();
    await restart();
    expect(client.start).toHaveBeenCalledOnce();
  });
});

test('before the server runs the status item says that it does not', () => {
  expect(recorded.statusItem).toMatchObject({ text: 'Waitq is not running', severity: 2 });
});
