import { beforeAll, expect, test, vi } from 'vitest';
import { recorded, vscode } from './fake-vscode.js';

vi.mock('vscode', async () => (await import('./fake-vscode.js')).vscode);
vi.mock('vscode-languageclient/node', async () => (await import('./fake-vscode.js')).languageClient);

const environmentVariableCollection = { clear: vi.fn(), replace: vi.fn() };

beforeAll(async () => {
  const { activate } = await import('../../extension/src/extension.js');
  const subscriptions: unknown[] = [];
  activate({ subscriptions, asAbsolutePath: (path: string) => path, environmentVariableCollection } as never);
});

test.each(['waitq.attach', 'waitq.watchTerminals'])(
  '%s watches nothing in a folder without trust',
  (name) => {
    vscode.workspace.isTrusted = false;
    vscode.window.showWarningMessage.mockClear();
    recorded.commands.get(name)!();
    expect(vscode.window.showWarningMessage).toHaveBeenCalledWith(expect.stringContaining('trust'));
    expect(vscode.window.showQuickPick).not.toHaveBeenCalled();
    expect(environmentVariableCollection.replace).not.toHaveBeenCalled();
  },
);
