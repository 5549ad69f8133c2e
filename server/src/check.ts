import {
  analyze,
  applyDisableDirectives,
  importedEntries,
  mentionsApi,
  promiseWords,
  type Analysis,
  type ApiEntry,
  type Finding,
  type KeptWork,
  type Language,
  type Resolve,
} from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readingOf, type Reading } from './language-of.js';
import type { DocumentStatus, RuleLevel, Settings } from './protocol.js';
import { levelOf, rulesOf } from './rule-levels.js';
import type { ProjectApi } from './workspace/project-api.js';

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

/** What a check may lean on besides the document and its settings. */
export interface Surroundings {
  /** What is known of other files, for the document at a path. */
  resolveFor?(path: string, api: readonly ApiEntry[] | undefined): Resolve;
  /** The file that the setting `api` names. */
  apiIn?(path: string, file: string): ProjectApi;
  /** What the document's earlier checks have left. */
  readonly kept?: KeptWork;
}

/** Analyses a document as its settings want it. Never throws: what goes wrong is the report's reason. */
export function check(document: TextDocument, settings: Settings, around: Surroundings = {}): Report {
  const text = document.getText();
  if (text.length > LONGEST) return nothing('ignored', tooLong(text));
  const reading = readingOf(document);
  if ('ignored' in reading) return nothing('ignored', reading.ignored);
  if (!settings.enable) return nothing('disabled', 'Switched off by the setting waitq.enable.');
  const start = performance.now();
  try {
    const report = checkText(text, reading, settings, around);
    return { ...report, milliseconds: performance.now() - start };
  } catch (error) {
    return nothing(
      'failed',
      `The analysis broke off: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Characters. Generated files of many megabytes would keep every other document waiting at each keystroke. */
const LONGEST = 4_000_000;

function tooLong({ length }: string): string {
  return `This file has ${length} characters; more than ${LONGEST} are not analysed in an editor. On the command line waitq-lint reads it.`;
}

type Untimed = Omit<Report, 'milliseconds'>;
type Known = Extract<Reading, { readonly path: string }>;

function checkText(
  text: string,
  { language, path }: Known,
  settings: Settings,
  { resolveFor, apiIn, kept }: Surroundings,
): Untimed {
  const own = settings.api === '' ? undefined : apiIn?.(path, settings.api);
  const api = own && 'entries' in own ? own.entries : undefined;
  const resolve = resolveFor?.(path, api);
  const isWorth =
    mentions(text, language, settings, api) ||
    (language !== 'c' && importedEntries(text, resolve).length > 0);
  const problem = own && 'problem' in own ? own.problem : undefined;
  if (!isWorth) return problem === undefined ? nothingToSee : withoutApi(nothingToSee, problem);
  const rules = rulesOf(settings, language);
  const analysis = analyze(text, language, {
    path,
    rules,
    ...(api ? { api } : {}),
    ...(resolve ? { resolve } : {}),
    ...(kept ? { kept } : {}),
  });
  const { findings } = applyDisableDirectives(analysis.findings, text, language);
  const report: Untimed = {
    ...statusOf(analysis, text),
    findings: findings.map((finding) => ({ ...finding, level: levelOf(finding, settings) })),
  };
  return problem === undefined ? report : withoutApi(report, problem);
}

/** The built-in functions hold, and the person hears why the project's own do not. */
function withoutApi(report: Untimed, problem: string): Untimed {
  return {
    ...report,
    kind: report.kind === 'failed' ? 'failed' : 'partial',
    reason: `${problem}; ${report.reason}`,
  };
}

function mentions(
  text: string,
  language: Language,
  { preset }: Settings,
  api: readonly ApiEntry[] = [],
): boolean {
  const kind = language === 'c' ? 'c' : 'js';
  const own = api.flatMap((entry) => (entry.language === kind ? [entry.name] : []));
  const stricter = kind === 'js' && preset === 'strict' ? promiseWords : [];
  return mentionsApi(text, kind, [...own, ...stricter]);
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
