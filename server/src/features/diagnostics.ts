import {
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
  type CancellationToken,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
} from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { toDiagnostic } from '../to-diagnostic.js';
import type { Report } from '../check.js';
import type { ServerState } from '../state.js';
import type { Feature } from './feature.js';

/** `textDocument/diagnostic` for clients that pull, `textDocument/publishDiagnostics` for those that don't. */
export const diagnostics: Feature = {
  capabilities: (client) =>
    client.pullDiagnostics
      ? {
          diagnosticProvider: {
            identifier: 'waitq',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {},
  register(state) {
    const { connection, documents, client } = state;
    connection.languages.diagnostics.on((params, token) => pull(state, params, token));
    documents.onDidChangeContent(({ document }) => {
      if (!client.pullDiagnostics) pushLater(state, document);
      followUp(state, document);
    });
    documents.onDidClose(({ document: { uri } }) => {
      if (!client.pullDiagnostics) void connection.sendDiagnostics({ uri, diagnostics: [] });
    });
    state.settings.onDidChange(() => refresh(state));
  },
};

async function pull(
  state: ServerState,
  { textDocument, previousResultId }: DocumentDiagnosticParams,
  token: CancellationToken,
): Promise<DocumentDiagnosticReport> {
  const document = state.documents.get(textDocument.uri);
  if (!document) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
  const known = state.reports.nameOf(document);
  if (known === previousResultId) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId: known };
  const report = await state.reports.of(document, token);
  if (!report) throw overtaken();
  // The report's name also says which other files it leans on, which the analysis has found out.
  const resultId = state.reports.nameOf(document);
  return { kind: DocumentDiagnosticReportKind.Full, resultId, items: itemsOf(state, document, report) };
}

function overtaken(): ResponseError<{ retriggerRequest: boolean }> {
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'a later edit came first', {
    retriggerRequest: true,
  });
}

/** Nobody waits for a push: what goes wrong is logged, and the server goes on. */
function pushLater(state: ServerState, document: TextDocument): void {
  push(state, document).catch((error: unknown) => {
    state.connection.console.error(`no diagnostics for ${document.uri}: ${String(error)}`);
  });
}

async function push(state: ServerState, document: TextDocument): Promise<void> {
  const { uri, version } = document;
  const report = await state.reports.of(document);
  if (!report || !state.documents.get(uri)) return;
  await state.connection.sendDiagnostics({ uri, version, diagnostics: itemsOf(state, document, report) });
}

function itemsOf(state: ServerState, document: TextDocument, report: Report) {
  return report.findings.map((finding) => toDiagnostic(document, finding, state.client));
}

/** Other documents may lean on the one that changed. */
function followUp(state: ServerState, changed: TextDocument): void {
  const stale = state.documents.all().filter((one) => one !== changed && state.reports.isStale(one));
  if (stale.length === 0) return;
  if (!state.client.pullDiagnostics) for (const document of stale) pushLater(state, document);
  else if (state.client.refreshDiagnostics) void state.connection.languages.diagnostics.refresh();
}

function refresh(state: ServerState): void {
  if (!state.client.pullDiagnostics) for (const document of state.documents.all()) pushLater(state, document);
  else if (state.client.refreshDiagnostics) void state.connection.languages.diagnostics.refresh();
}
