import type { InitializeParams, ServerCapabilities } from 'vscode-languageserver/node';
import type { ClientSupport, ServerState } from '../state.js';

/** One thing the server does for its client. */
export interface Feature {
  /** What to announce to a client of these abilities. */
  capabilities?(client: ClientSupport): ServerCapabilities;
  /** Looks at what the client has said of itself; called once, with `state.client` filled. */
  initialize?(state: ServerState, params: InitializeParams): void;
  /** Hooks it onto the connection; called once, before the client has said anything. */
  register?(state: ServerState): void;
}
