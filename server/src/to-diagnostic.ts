import {
  DiagnosticSeverity,
  type Diagnostic,
  type DiagnosticRelatedInformation,
  type Range,
} from 'vscode-languageserver/node';
import type { Finding, Step } from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { RatedFinding } from './check.js';
import { rulePage } from './rule-page.js';
import type { ClientSupport } from './state.js';

/** A finding as the editor shows it: with the rule's page, the related places and the steps that lose. */
export function toDiagnostic(
  document: TextDocument,
  finding: RatedFinding,
  client: Pick<ClientSupport, 'relatedInformation' | 'codeDescription'>,
): Diagnostic {
  const related = client.relatedInformation ? relatedInformation(document, finding) : [];
  const page = client.codeDescription ? rulePage(finding.rule) : undefined;
  return {
    range: toRange(document, finding.range),
    severity: finding.level === 'error' ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning,
    source: 'waitq',
    code: finding.rule,
    message: finding.message,
    ...(page && { codeDescription: { href: page } }),
    ...(related.length > 0 && { relatedInformation: related }),
  };
}

/** Offsets of the analysis as positions in the document. */
export function toRange(document: TextDocument, [start, end]: Finding['range']): Range {
  return { start: document.positionAt(start), end: document.positionAt(end) };
}

function relatedInformation(document: TextDocument, finding: Finding): DiagnosticRelatedInformation[] {
  const places = finding.related.map(({ message, range }) => ({
    message,
    location: { uri: document.uri, range: toRange(document, range) },
  }));
  const steps = (finding.interleaving ?? []).map((step, index) => ({
    message: `step ${index + 1}, ${step.actor}: ${step.what} → ${step.effect}`,
    location: { uri: document.uri, range: rangeOfStep(document, step, finding) },
  }));
  return [...places, ...steps];
}

/** A step of an assumed waker has no line of its own: it is shown where the finding is. */
function rangeOfStep(document: TextDocument, { line }: Step, finding: Finding): Range {
  if (line === null) return toRange(document, finding.range);
  const text = document.getText({ start: { line: line - 1, character: 0 }, end: { line, character: 0 } });
  const indent = /^\s*/.exec(text)?.[0].length ?? 0;
  const end = text.trimEnd().length;
  return {
    start: { line: line - 1, character: Math.min(indent, end) },
    end: { line: line - 1, character: end },
  };
}
