import {
  analyze,
  applyDisableDirectives,
  importedEntries,
  mentionsApi,
  promiseWords,
  type Analysis,
  type Finding,
  type KeptWork,
  type Language,
  type Resolve,
} from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readingOf, type Reading } from './language-of.js';
import type { DocumentStatus, RuleLevel, Settings } from './protocol.js';
import { levelOf, rulesOf } from './rule-levels.js';

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

/** What is known of other files, for the document at a path. */
export type ResolveFor = (path: string) => Resolve;

/** What a check may lean on besides the document and its settings. */
export interface Surroundings {
  readonly resolveFor?: ResolveFor;
  /** What the document's earlier checks have left. */
  readonly kept?: KeptWork;
}

/** Analyses a document as its settings want it. Never throws: what goes wrong is the report's reason. */
export function check(document: TextDocument, settings: Settings, around: Surroundings = {}): Report {
  const reading = readingOf(document);
  if ('ignored' in reading) return nothing('ignored', reading.ignored);
  if (!settings.enable) return nothing('disabled', 'Switched off by the setting waitq.enable.');
  const start = performance.now();
  try {
    const report = checkText(document.getText(), reading, settings, around);
    return { ...report, milliseconds: performance.now() - start };
  } catch (error) {
    return nothing(
      'failed',
      `The analysis broke off: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

type Untimed = Omit<Report, 'milliseconds'>;
type Known = Extract<Reading, { readonly path: string }>;

function checkText(
  text: string,
  { language, path }: Known,
  settings: Settings,
  { resolveFor, kept }: Surroundings,
): Untimed {
  const resolve = resolveFor?.(path);
  const isWorth =
    mentions(text, language, settings) || (language !== 'c' && importedEntries(text, resolve).length > 0);
  if (!isWorth) return nothingToSee;
  const rules = rulesOf(settings, language);
  const analysis = analyze(text, language, {
    path,
    rules,
    ...(resolve ? { resolve } : {}),
    ...(kept ? { kept } : {}),
  });
  const { findings } = applyDisableDirectives(analysis.findings, text, language);
  return {
    ...statusOf(analysis, text),
    findings: findings.map((finding) => ({ ...finding, level: levelOf(finding, settings) })),
  };
}

function mentions(text: string, language: Language, { preset }: Settings): boolean {
  const isC = language === 'c';
  return mentionsApi(text, isC ? 'c' : 'js', !isC && preset === 'strict' ? promiseWords : []);
}

const nothingToSee: Untimed = { kind: 'analysed', reason: 'Nothing here names the wait API.', findings: [] };

function statusOf({ error, problems }: Analysis, text: string): Pick<Report, 'kind' | 'reason'> {
  if (error) {
    return {
      kind: 'failed',
      reason: `Does not parse: line ${error.line}, column ${error.column}: ${error.message}`,
    };
  }
  if (problems.length === 0) return { kind: 'analysed', reason: 'All of the file was analysed.' };
  const [first] = problems;
  const line = text.slice(0, first!.range[0]).split('\n').length;
  const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
  return { kind: 'partial', reason: `Line ${line}: ${first!.message}${more}; the rest was analysed.` };
}

function nothing(kind: Report['kind'], reason: string): Report {
  return { kind, reason, milliseconds: 0, findings: [] };
}
