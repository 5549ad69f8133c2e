import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { rules } from 'eslint-plugin-waitq/analyze';
import {
  languages,
  queuesState,
  settings,
  timelineView,
  watchesPrograms,
  watchesTerminals,
} from '../../extension/src/names.js';
import type { ModelState } from '../../extension/src/live/model.js';
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

const environment = { clear: () => undefined, replace: () => undefined };
const extension = {
  subscriptions: [] as { dispose(): void }[],
  asAbsolutePath: (path: string) => path,
  environmentVariableCollection: environment,
};

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
    const own = [
      [`waitq.${settings.liveViewInterval}`, 500],
      [`waitq.${settings.editorMarks}`, true],
    ];
    // Read by the language client itself.
    const trace = ['waitq.trace.server', 'off'];
    const documented = Object.entries(properties).map(([key, { default: value }]) => [key, value]);
    expect(Object.fromEntries(documented)).toEqual(Object.fromEntries([...bySettings, ...own, trace]));
    for (const [name] of own) expect(recorded.settingsRead).toContain(name);
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
    const wanted = [
      ...languages.map((language) => `onLanguage:${language}`),
      'onDebug',
      'onWebviewPanel:waitq.timeline',
    ];
    expect(manifest.activationEvents).toEqual(wanted);
  });

  test('an empty tree has a welcome text in every state', () => {
    const states: readonly ModelState[] = ['noProgram', 'connecting', 'noQueues', 'ended'];
    const whens = contributes.viewsWelcome.map(({ when }: { when: string }) => when);
    expect(whens).toEqual(states.map((state) => `${queuesState} == ${state}`));
    expect(recorded.contexts.get(queuesState)).toBe('noProgram');
  });

  test('the timeline that is restored after a reload is the one that activates the extension', () => {
    expect(recorded.serializers).toEqual([timelineView]);
    expect(manifest.activationEvents).toContain(`onWebviewPanel:${timelineView}`);
  });

  test('every command of a welcome text or menu is contributed', () => {
    const contributed = new Set(contributes.commands.map(({ command }: { command: string }) => command));
    const texts = JSON.stringify([contributes.viewsWelcome, contributes.walkthroughs]);
    const inTexts = texts.match(/(?<=[cC]ommand:)waitq\.\w+/g) ?? [];
    const inMenus = Object.values<{ command: string }[]>(contributes.menus).flat();
    for (const command of [...inTexts, ...inMenus.map((item) => item.command)]) {
      expect(contributed).toContain(command);
    }
  });

  test('the palette offers only what can be done', () => {
    const { commandPalette } = contributes.menus as { commandPalette: { command: string; when: string }[] };
    const offered = Object.fromEntries(commandPalette.map(({ command, when }) => [command, when]));
    expect(offered).toMatchObject({
      'waitq.checkConditions': `${queuesState} == queues`,
      'waitq.refreshQueues': `inDebugMode || ${watchesPrograms}`,
      'waitq.detach': watchesPrograms,
      'waitq.watchTerminals': `!${watchesTerminals}`,
      'waitq.stopWatchingTerminals': watchesTerminals,
    });
    const [, pattern = ''] = /^editorLangId =~ \/(.*)\/$/.exec(offered['waitq.showStatus']!) ?? [];
    expect([...languages, 'markdown'].filter((language) => new RegExp(pattern).test(language))).toEqual(
      languages,
    );
  });

  test('every file that it names is packed', () => {
    const steps = contributes.walkthroughs.flatMap(({ steps }: { steps: unknown[] }) => steps);
    const files = [
      manifest.icon,
      ...steps.map(({ media }: { media: { markdown: string } }) => media.markdown),
    ];
    for (const file of files) expect(read(file), file).not.toBe('');
    expect(files.every((file: string) => file.startsWith('media/'))).toBe(true);
    expect(read('.vscodeignore')).toContain('!media/**');
  });
});

describe('the README', () => {
  test('describes every setting with its default', () => {
    for (const [key, { default: value }] of Object.entries(properties)) {
      expect(read('README.md')).toMatch(new RegExp(`\`${key}\`\\s*\\| \`${escape(JSON.stringify(value))}\``));
    }
  });

  test('names every command that a person can call', () => {
    const hidden = contributes.menus.commandPalette
      .filter(({ when }: { when: string }) => when === 'false')
      .map(({ command }: { command: string }) => command);
    for (const { command, category, title } of contributes.commands) {
      if (!hidden.includes(command)) expect(read('README.md')).toContain(`**${category}: ${title}**`);
    }
  });
});

function escape(text: string): string {
  return text.replace(/[{}]/g, '\\$&');
}
