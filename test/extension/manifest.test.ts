import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rules } from 'eslint-plugin-waitq/analyze';
import { languages, queuesState, settings } from '../../extension/src/names.js';
import { stateOf, emptyModel } from '../../extension/src/live/model.js';
import { defaultSettings, readSettings } from '../../server/src/settings.js';
import { recorded } from './fake-vscode.js';

vi.mock('vscode', async () => (await import('./fake-vscode.js')).vscode);
vi.mock('vscode-languageclient/node', async () => (await import('./fake-vscode.js')).languageClient);

const folder = new URL('../../extension/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const manifest = JSON.parse(read('package.json'));
const { contributes } = manifest;
const properties: Record<string, { default: unknown; enum?: string[]; markdownDescription?: string }> =
  contributes.configuration.properties;

const extension = { subscriptions: [] as { dispose(): void }[], asAbsolutePath: (path: string) => path };

beforeAll(async () => {
  const { activate } = await import('../../extension/src/extension.js');
  activate(extension as never);
});
afterAll(() => extension.subscriptions.forEach((item) => item.dispose()));

describe('package.json and the code say the same', () => {
  test('every contributed command is there once the extension is active, and no other', () => {
    const contributed = contributes.commands.map(({ command }: { command: string }) => command);
    expect([...recorded.commands.keys()].sort()).toEqual(contributed.sort());
  });

  test('the view', () => {
    expect(contributes.views.debug.map(({ id }: { id: string }) => id)).toEqual(recorded.views);
  });

  test('every setting is read by somebody, with the default that is documented', () => {
    const bySettings = Object.entries(defaultSettings).map(([key, value]) => [`waitq.${key}`, value]);
    const own = [`waitq.${settings.liveViewInterval}`, 500];
    // Read by the language client itself.
    const trace = ['waitq.trace.server', 'off'];
    const documented = Object.entries(properties).map(([key, { default: value }]) => [key, value]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries([...bySettings, own, trace]));
    expect(recorded.settingsRead).toContain(own[0]);
  });

  test('every value that package.json offers is one that the server takes', () => {
    const names = new Set(rules.keys());
    for (const preset of properties['waitq.preset']!.enum!) {
      expect(readSettings({ preset }, names).problems).toEqual([]);
    }
    const level = (properties['waitq.rules'] as unknown as { additionalProperties: { enum: string[] } })
      .additionalProperties;
    for (const value of level.enum) {
      expect(readSettings({ rules: { 'no-sleep-on': value } }, names).problems).toEqual([]);
    }
  });

  test('it starts for each language whose documents the server gets, and for a debug session', () => {
    const wanted = [...languages.map((language) => `onLanguage:${language}`), 'onDebug'];
    expect(manifest.activationEvents).toEqual(wanted);
  });

  test('an empty tree has a welcome text', () => {
    const { when } = contributes.viewsWelcome[0];
    expect(when).toBe(`${queuesState} == ${stateOf(emptyModel)}`);
    expect(recorded.contexts.get(queuesState)).toBe('noProgram');
  });
});

describe('the README', () => {
  test('describes every setting with its default', () => {
    for (const [key, { default: value }] of Object.entries(properties)) {
      expect(read('README.md')).toMatch(new RegExp(`\`${key}\`\\s*\\| \`${escape(JSON.stringify(value))}\``));
    }
  });

  test('names every command that a person can call', () => {
    const hidden = contributes.menus.commandPalette.map(({ command }: { command: string }) => command);
    for (const { command, category, title } of contributes.commands) {
      if (!hidden.includes(command)) expect(read('README.md')).toContain(`**${category}: ${title}**`);
    }
  });
});

function escape(text: string): string {
  return text.replace(/[{}]/g, '\\$&');
}
