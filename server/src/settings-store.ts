import type { Connection } from 'vscode-languageserver/node';
import { configurationSection, type Settings } from './protocol.js';
import { readSettings } from './settings.js';
import type { ClientSupport } from './state.js';

/** The settings of every open document, asked for once and kept until the client says that they changed. */
export interface SettingsStore {
  /** Grows with every change; what was worked out under an older one is stale. */
  readonly generation: number;
  of(uri: string): Promise<Settings>;
  /** For clients that can't be asked: the settings of all documents. */
  setForAll(section: unknown): void;
  changed(): void;
  onDidChange(listener: () => void): void;
  forget(uri: string): void;
}

/** Makes the store. Settings that can't be used are logged, and the defaults hold in their place. */
export function createSettingsStore(
  connection: Connection,
  client: ClientSupport,
  ruleNames: ReadonlySet<string>,
): SettingsStore {
  const known = new Map<string, Promise<Settings>>();
  let generation = 0;
  let forAll: unknown = {};
  const listeners: (() => void)[] = [];

  async function ask(uri: string): Promise<Settings> {
    const section = client.pullConfiguration ? await askClient(connection, uri) : forAll;
    const { settings, problems } = readSettings(section, ruleNames);
    for (const problem of problems) connection.console.warn(problem);
    return settings;
  }

  return {
    get generation() {
      return generation;
    },
    of(uri) {
      const settings = known.get(uri) ?? ask(uri);
      known.set(uri, settings);
      return settings;
    },
    setForAll(section) {
      forAll = section;
    },
    changed() {
      generation++;
      known.clear();
      for (const listener of listeners) listener();
    },
    onDidChange: (listener) => void listeners.push(listener),
    forget: (uri) => void known.delete(uri),
  };
}

async function askClient(connection: Connection, uri: string): Promise<unknown> {
  try {
    return await connection.workspace.getConfiguration({ scopeUri: uri, section: configurationSection });
  } catch (error) {
    connection.console.warn(`the client did not answer for its settings of ${uri}: ${String(error)}`);
    return {};
  }
}
