import { fork, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type {
  ClientCapabilities,
  CodeAction,
  ConfigurationParams,
  Diagnostic,
  DocumentDiagnosticReport,
  PublishDiagnosticsParams,
  Range,
  TextEdit,
} from 'vscode-languageserver/node';
import { createProtocolConnection, type ProtocolConnection } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { statusNotification, type DocumentStatus } from 'waitq-language-server';

const root = new URL('../../', import.meta.url);

/** The built server as a child process, and a client that speaks to it over stdio as an editor does. */
export interface TestServer {
  readonly connection: ProtocolConnection;
  /** Says hello; `startServer` has done so. */
  initialize(params: object): Promise<void>;
  /** Opens a text as a document of a language; the answer is its URI. */
  openTextDocument(name: string, languageId: string, text: string): string;
  /** Opens a file of the repository by its path from the root. */
  openSample(path: string, languageId: string): string;
  editTextDocument(uri: string, text: string): void;
  closeTextDocument(uri: string): void;
  textOf(uri: string): string;
  sendDocumentDiagnosticRequest(uri: string): Promise<readonly Diagnostic[]>;
  sendCodeActionRequest(uri: string, range: Range): Promise<readonly CodeAction[]>;
  /** The text after the edits of an action. */
  applied(uri: string, action: CodeAction): string;
  /** Answers of the client to `workspace/configuration`; the server is told that they changed. */
  setConfiguration(section: Configuration): void;
  /** The next status of a document, or the one that has come since the last call. */
  nextStatus(uri: string): Promise<DocumentStatus>;
  /** The next diagnostics that are pushed for a document. */
  nextPush(uri: string): Promise<PublishDiagnosticsParams>;
  /** Every line that the server logged. */
  readonly log: readonly string[];
  /** Stops it in order; the exit code of its process. */
  stop(): Promise<number | null>;
}

/** What a current editor can do. */
export const editor: ClientCapabilities = {
  workspace: {
    configuration: true,
    diagnostics: { refreshSupport: true },
    workspaceEdit: { documentChanges: true },
  },
  textDocument: { diagnostic: { relatedInformation: true, codeDescriptionSupport: true } },
};

/** A client that neither pulls diagnostics nor answers for its settings. */
export const plainClient: ClientCapabilities = {
  textDocument: { publishDiagnostics: { relatedInformation: true } },
};

/** The section `waitq`, of all documents or of each. */
type Configuration = object | ((uri: string) => object);

const built = fileURLToPath(new URL('server/dist/server.js', root));

export interface StartOptions {
  /** The server's program; the built one when absent. */
  readonly module?: string;
  readonly workspaceFolders?: readonly { readonly name: string; readonly uri: string }[];
}

/** Starts the server and says hello. */
export async function startServer(
  capabilities: ClientCapabilities = editor,
  { module = built, workspaceFolders }: StartOptions = {},
): Promise<TestServer> {
  const child = fork(module, ['--stdio'], { silent: true });
  const connection = createProtocolConnection(child.stdout!, child.stdin!);
  const client = createClient(child, connection);
  connection.listen();
  await client.initialize({
    processId: process.pid,
    rootUri: null,
    capabilities,
    ...(workspaceFolders && { workspaceFolders }),
  });
  return client;
}

function createClient(child: ChildProcess, connection: ProtocolConnection): TestServer {
  const documents = new Map<string, TextDocument>();
  const statuses = createMailbox<DocumentStatus>();
  const pushes = createMailbox<PublishDiagnosticsParams>();
  const log: string[] = [];
  let configuration: Configuration = {};
  connection.onRequest('workspace/configuration', ({ items }: ConfigurationParams) =>
    items.map(({ scopeUri }) =>
      typeof configuration === 'function' ? configuration(scopeUri ?? '') : configuration,
    ),
  );
  connection.onRequest('workspace/diagnostic/refresh', () => null);
  let isReady = false;
  // An editor takes no request before it has had the answer to its first; what fails there ends the server.
  connection.onRequest('client/registerCapability', () => {
    if (!isReady) throw new Error('a client that has no answer to initialize yet was asked');
    return null;
  });
  connection.onNotification(
    'window/logMessage',
    ({ message }: { message: string }) => void log.push(message),
  );
  connection.onNotification(statusNotification, (status: DocumentStatus) => statuses.put(status));
  connection.onNotification('textDocument/publishDiagnostics', (push: PublishDiagnosticsParams) =>
    pushes.put(push),
  );

  const initialize = async (params: object): Promise<void> => {
    await connection.sendRequest('initialize', params);
    isReady = true;
    await connection.sendNotification('initialized', {});
  };
  const documentOf = (uri: string): TextDocument => documents.get(uri)!;
  const openTextDocument: TestServer['openTextDocument'] = (name, languageId, text) => {
    const uri = name.includes(':') ? name : new URL(name, root).href;
    const document = TextDocument.create(uri, languageId, 1, text);
    documents.set(uri, document);
    void connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId, version: 1, text },
    });
    return uri;
  };

  return {
    connection,
    log,
    initialize,
    openTextDocument,
    openSample: (path, languageId) =>
      openTextDocument(path, languageId, readFileSync(new URL(path, root), 'utf8')),
    editTextDocument(uri, text) {
      const version = documentOf(uri).version + 1;
      documents.set(uri, TextDocument.create(uri, documentOf(uri).languageId, version, text));
      void connection.sendNotification('textDocument/didChange', {
        textDocument: { uri, version },
        contentChanges: [{ text }],
      });
    },
    closeTextDocument: (uri) =>
      void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
    textOf: (uri) => documentOf(uri).getText(),
    async sendDocumentDiagnosticRequest(uri) {
      const params = { textDocument: { uri } };
      const report: DocumentDiagnosticReport = await connection.sendRequest(
        'textDocument/diagnostic',
        params,
      );
      if (report.kind !== 'full') throw new Error('no previous result was named');
      return report.items;
    },
    sendCodeActionRequest: (uri, range) =>
      connection.sendRequest('textDocument/codeAction', {
        textDocument: { uri },
        range,
        context: { diagnostics: [] },
      }),
    applied: (uri, action) => TextDocument.applyEdits(documentOf(uri), editsOf(action, uri)),
    setConfiguration(section) {
      configuration = section;
      void connection.sendNotification('workspace/didChangeConfiguration', { settings: { waitq: section } });
    },
    nextStatus: (uri) => statuses.next(uri),
    nextPush: (uri) => pushes.next(uri),
    async stop() {
      const exit = new Promise<number | null>((resolve) => child.once('exit', resolve));
      await connection.sendRequest('shutdown');
      await connection.sendNotification('exit');
      return exit;
    },
  };
}

function editsOf({ edit }: CodeAction, uri: string): TextEdit[] {
  const versioned = (edit?.documentChanges ?? []).flatMap((change) =>
    'edits' in change && change.textDocument.uri === uri ? (change.edits as TextEdit[]) : [],
  );
  return [...versioned, ...(edit?.changes?.[uri] ?? [])];
}

interface Mailbox<T> {
  put(item: T): void;
  next(uri: string): Promise<T>;
}

/** Keeps what comes until it is asked for; the order of one document's items is kept. */
function createMailbox<T extends { readonly uri: string }>(): Mailbox<T> {
  const waiting: { readonly uri: string; readonly take: (item: T) => void }[] = [];
  const kept: T[] = [];
  return {
    put(item) {
      const index = waiting.findIndex(({ uri }) => uri === item.uri);
      if (index < 0) kept.push(item);
      else waiting.splice(index, 1)[0]!.take(item);
    },
    next(uri) {
      const index = kept.findIndex((item) => item.uri === uri);
      if (index >= 0) return Promise.resolve(kept.splice(index, 1)[0]!);
      return new Promise((take) => waiting.push({ uri, take }));
    },
  };
}
