import { analyze, type Analysis, type Finding } from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readingOf, type Reading } from './language-of.js';
import type { DocumentStatus, RuleLevel, Settings } from './protocol.js';
import { levelsOf } from './rule-levels.js';

/** A finding with the severity that the settings give its rule. */
export interface RatedFinding extends Finding {
  readonly level: Exclude<RuleLevel, 'off'>;
}

/** What the analysis of one document gave. */
export interface Report {
  readonly kind: DocumentStatus['kind'];
  readonly reason: string;
  readonly milliseconds: number;
  readonly findings: readonly RatedFinding[];
}

/** Analyses a document as its settings want it. Never throws: what goes wrong is the report's reason. */
export function check(document: TextDocument, settings: Settings): Report {
  const reading = readingOf(document);
  if ('ignored' in reading) return nothing('ignored', reading.ignored);
  if (!settings.enable) return nothing('disabled', 'Switched off by the setting waitq.enable.');
  const start = performance.now();
  try {
    const report = checkText(document.getText(), reading, settings);
    return { ...report, milliseconds: performance.now() - start };
  } catch (error) {
    return nothing(
      'failed',
      `The analysis broke off: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

type Untimed = Omit<Report, 'milliseconds'>;

function checkText(text: string, reading: Extract<Reading, { path: string }>, settings: Settings): Untimed {
  const levels = levelsOf(settings);
  const rules = Object.fromEntries([...levels.keys()].map((name) => [name, {}]));
  const analysis = analyze(text, reading.language, { path: reading.path, rules });
  const findings = analysis.findings.map((finding) => ({
    ...finding,
    level: levels.get(finding.rule) ?? 'error',
  }));
  return { ...statusOf(analysis), findings };
}

function statusOf({ error, problems }: Analysis): Pick<Report, 'kind' | 'reason'> {
  if (error) {
    return {
      kind: 'failed',
      reason: `Does not parse: line ${error.line}, column ${error.column}: ${error.message}`,
    };
  }
  if (problems.length === 0) return { kind: 'analysed', reason: 'All of the file was analysed.' };
  const parts = problems.length === 1 ? 'One part does' : `${problems.length} parts do`;
  return { kind: 'partial', reason: `${parts} not read as code; the rest was analysed.` };
}

function nothing(kind: Report['kind'], reason: string): Report {
  return { kind, reason, milliseconds: 0, findings: [] };
}
