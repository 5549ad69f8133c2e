import { DidChangeConfigurationNotification } from 'vscode-languageserver/node';
import { configurationSection } from '../protocol.js';
import type { ServerState } from '../state.js';
import type { Feature } from './feature.js';

/** `workspace/didChangeConfiguration`: settings are asked for again, and every open document is looked at anew. */
export const configuration: Feature = {
  register(state) {
    state.connection.onInitialized(() => {
      if (state.client.registerConfiguration) {
        void state.connection.client.register(DidChangeConfigurationNotification.type, {
          section: configurationSection,
        });
      }
    });
    state.connection.onDidChangeConfiguration(({ settings }) => applyChange(state, settings));
  },
};

function applyChange(state: ServerState, settings: unknown): void {
  if (!state.client.pullConfiguration) state.settings.setForAll(sectionOf(settings));
  state.settings.changed();
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== 'object' || settings === null) return {};
  return (settings as Readonly<Record<string, unknown>>)[configurationSection] ?? {};
}
