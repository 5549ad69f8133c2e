import type { ServerCapabilities } from 'vscode-languageserver/node';
import type { ClientSupport, ServerState } from '../state.js';

/** One thing the server does for its client. */
export interface Feature {
  /** What to announce to a client of these abilities. */
  capabilities?(client: ClientSupport): ServerCapabilities;
  /** Hooks it onto the connection; called once, before the client has said anything. */
  register(state: ServerState): void;
}
