import { vi } from 'vitest';

interface Filter {
  readonly language: string;
  readonly scheme: string;
}

/** As much of a document as decides whether it is read. */
export interface OpenedDocument {
  readonly languageId: string;
  readonly scheme: string;
}

/** What the extension told the editor, for a test to read. */
export interface Recorded {
  readonly commands: Map<string, (...args: never[]) => unknown>;
  readonly views: string[];
  /** The webviews that are restored after a reload. */
  readonly serializers: string[];
  readonly contexts: Map<string, unknown>;
  readonly settingsRead: Set<string>;
  readonly opened: Set<(document: OpenedDocument) => void>;
  readonly statusItem: { text?: string; detail?: string; severity?: number; busy?: boolean };
}

export const recorded: Recorded = {
  commands: new Map(),
  views: [],
  serializers: [],
  contexts: new Map(),
  settingsRead: new Set(),
  opened: new Set(),
  statusItem: {},
};

const disposable = { dispose: () => undefined };
const event = () => disposable;

/** As much of the module `vscode` as the extension uses at its activation. */
export const vscode = {
  EventEmitter: class {
    readonly event = event;
    readonly fire = vi.fn();
    readonly dispose = vi.fn();
  },
  CodeLens: vi.fn(),
  OverviewRulerLane: { Right: 4 },
  Position: vi.fn(),
  Range: vi.fn(),
  TextEditorSelectionChangeKind: { Keyboard: 1, Mouse: 2, Command: 3 },
  ThemeColor: vi.fn(),
  ThemeIcon: vi.fn(),
  Uri: { joinPath: () => ({}), file: () => ({}), parse: () => ({}) },
  ViewColumn: { One: 1, Beside: -2 },
  LanguageStatusSeverity: { Information: 0, Warning: 1, Error: 2 },
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  commands: {
    registerCommand(name: string, run: (...args: never[]) => unknown) {
      recorded.commands.set(name, run);
      return disposable;
    },
    executeCommand(name: string, ...args: unknown[]) {
      if (name === 'setContext') recorded.contexts.set(String(args[0]), args[1]);
      return Promise.resolve();
    },
  },
  debug: {
    activeDebugSession: undefined,
    onDidStartDebugSession: event,
    onDidTerminateDebugSession: event,
    registerDebugAdapterTrackerFactory: () => disposable,
  },
  languages: {
    // As the editor does for a document that is open.
    registerCodeLensProvider(_: unknown, provider: { provideCodeLenses(document: unknown): unknown }) {
      provider.provideCodeLenses({ uri: 'file:///open.ts' });
      return disposable;
    },
    createLanguageStatusItem: () => Object.assign(recorded.statusItem, disposable),
    match: (selector: readonly Filter[], { languageId, scheme }: OpenedDocument) =>
      selector.some((filter) => filter.language === languageId && filter.scheme === scheme) ? 10 : 0,
  },
  window: {
    activeTextEditor: undefined,
    createOutputChannel: () => ({
      ...disposable,
      info: vi.fn(),
      warn: vi.fn(),
      error: vi.fn(),
      show: vi.fn(),
    }),
    createTreeView(id: string) {
      recorded.views.push(id);
      return { ...disposable, visible: false, onDidChangeVisibility: event, onDidChangeSelection: event };
    },
    createTextEditorDecorationType: () => disposable,
    createWebviewPanel: vi.fn(),
    registerWebviewPanelSerializer(view: string) {
      recorded.serializers.push(view);
      return disposable;
    },
    visibleTextEditors: [],
    onDidChangeVisibleTextEditors: event,
    onDidChangeTextEditorSelection: event,
    showQuickPick: vi.fn(),
    onDidChangeActiveTextEditor: event,
    showErrorMessage: vi.fn(),
    showWarningMessage: vi.fn(),
    showInformationMessage: vi.fn(),
  },
  workspace: {
    isTrusted: true,
    textDocuments: [{ languageId: 'plaintext', scheme: 'file' }],
    onDidCloseTextDocument: event,
    onDidOpenTextDocument(listener: (document: OpenedDocument) => void) {
      recorded.opened.add(listener);
      return { dispose: () => recorded.opened.delete(listener) };
    },
    getConfiguration: (section: string) => ({
      get(key: string, fallback: unknown) {
        recorded.settingsRead.add(`${section}.${key}`);
        return fallback;
      },
    }),
  },
};

/** As much of `vscode-languageclient/node`: a client whose server starts when the test says so. */
export const client = {
  state: 1,
  needsStop: () => client.state !== 1,
  start: vi.fn(() => Promise.resolve()),
  stop: vi.fn(() => Promise.resolve()),
  dispose: vi.fn(() => Promise.resolve()),
  onNotification: event,
  onDidChangeState: event,
};

export const languageClient = {
  LanguageClient: vi.fn(function () {
    return client;
  }),
  State: { Stopped: 1, Running: 2, Starting: 3 },
  TransportKind: { stdio: 0, ipc: 1, pipe: 2, socket: 3 },
};
