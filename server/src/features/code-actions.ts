import {
  CodeActionKind,
  type CodeAction,
  type CodeActionParams,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { Edit } from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { RatedFinding } from '../check.js';
import { disableForLine } from '../disable-for-line.js';
import type { ServerState } from '../state.js';
import { toDiagnostic, toRange } from '../to-diagnostic.js';
import type { Feature } from './feature.js';

/** `textDocument/codeAction`: a finding's fix, its suggestions, and a comment that silences it. */
export const codeActions: Feature = {
  capabilities: () => ({ codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } }),
  register(state) {
    state.connection.onCodeAction((params) => actionsAt(state, params));
  },
};

async function actionsAt(state: ServerState, params: CodeActionParams): Promise<CodeAction[]> {
  const document = state.documents.get(params.textDocument.uri);
  if (!document || !wantsQuickFix(params)) return [];
  const report = await state.reports.of(document);
  if (!report) return [];
  const from = document.offsetAt(params.range.start);
  const to = document.offsetAt(params.range.end);
  const touched = report.findings.filter(({ range: [start, end] }) => start <= to && from <= end);
  return touched.flatMap((finding) => actionsFor(state, document, finding));
}

function wantsQuickFix({ context }: CodeActionParams): boolean {
  const { only } = context;
  return !only || only.some((kind) => kind === '' || kind === CodeActionKind.QuickFix);
}

function actionsFor(state: ServerState, document: TextDocument, finding: RatedFinding): CodeAction[] {
  const diagnostic = toDiagnostic(document, finding, state.client);
  const action = (title: string, edits: TextEdit[], isPreferred = false): CodeAction => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [diagnostic],
    isPreferred,
    edit: toWorkspaceEdit(state, document, edits),
  });
  const fix =
    finding.fix && action(`Fix this ${finding.rule} problem`, toTextEdits(document, finding.fix), true);
  const suggestions = finding.suggestions.map(({ message, edits }) =>
    action(message.replace(/\.$/, ''), toTextEdits(document, edits)),
  );
  const disable = action(`Disable waitq/${finding.rule} for this line`, [disableForLine(document, finding)]);
  return [...(fix ? [fix] : []), ...suggestions, disable];
}

/** With the version, where the client takes one: an edit must not meet another text than it was made for. */
function toWorkspaceEdit(
  { client }: ServerState,
  { uri, version }: TextDocument,
  edits: TextEdit[],
): WorkspaceEdit {
  return client.versionedEdits
    ? { documentChanges: [{ textDocument: { uri, version }, edits }] }
    : { changes: { [uri]: edits } };
}

function toTextEdits(document: TextDocument, edits: readonly Edit[]): TextEdit[] {
  return edits.map(({ range, text }) => ({ range: toRange(document, range), newText: text }));
}
