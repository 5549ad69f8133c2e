import type { AnalyzeOptions, ParsedScript } from '../analyze.js';
import type { ForeignOptions } from '../c/foreign.js';
import { lowerC } from '../c/lower.js';
import { rememberProblems } from '../c/source-code.js';
import { createContext, type AnalysisContext } from '../context.js';
import type { Finding } from '../finding.js';
import type { FileModel } from '../protocol/model.js';
import type { RuleOptions } from '../rule.js';
import { runRule } from '../run-rule.js';
import { lowerEstree, lowerPromises } from '../typescript/lower.js';
import { asWritten } from '../typescript/state-machine/as-written.js';
import { resolveFor } from './cross-file.js';
import { parseScript } from './parse-script.js';
import type { WaitqSettings } from './settings.js';

/** What a rule needs of ESLint's SourceCode, in either language. */
export interface LintedSource {
  readonly text: string;
  readonly ast: object;
  getLocFromIndex(index: number): { readonly line: number; readonly column: number };
  /** JavaScript and TypeScript only. */
  readonly scopeManager?: unknown;
  /** C only: what its parser made of the file. */
  readonly made?: ForeignOptions['made'];
  /** C only: false when the text mentions nothing that the rules know of themselves. */
  readonly isRelevant?: boolean;
}

interface FileAnalysis {
  readonly context: AnalysisContext;
  readonly findings: Map<string, readonly Finding[]>;
}

/** One analysis a file, whatever the number of rules. */
const analyses = new WeakMap<LintedSource, FileAnalysis>();

/** Runs a rule over a file that ESLint has parsed. */
export function findingsOf(
  source: LintedSource,
  rule: string,
  options: RuleOptions,
  settings: WaitqSettings,
  path: string,
): readonly Finding[] {
  if (!isWorth(source, settings)) return [];
  let analysis = analyses.get(source);
  if (!analysis) {
    const context = preparedFor(source, settings, path) ?? contextOf(source, settings, path);
    analyses.set(source, (analysis = { context, findings: new Map() }));
  }
  const findings = runRule(analysis.context, rule, options);
  analysis.findings.set(rule, findings);
  return findings;
}

/** A look at the text that spares most files of a kernel to be read by nine rules. */
function isWorth(source: LintedSource, { api }: WaitqSettings): boolean {
  if (source.isRelevant !== false) return true;
  return api?.some(({ language, name }) => language === 'c' && source.text.includes(name)) ?? false;
}

/**
 * Everything the rules found in a file that was linted before, with what ESLint's messages cannot carry: confidence,
 * related places, the losing interleaving.
 */
export function knownFindings(source: LintedSource): readonly Finding[] {
  return [...(analyses.get(source)?.findings.values() ?? [])].flat();
}

/**
 * Prepares a C text for the rules, ahead of ESLint. If ESLint is then asked about the same text, it goes by what is
 * known already. `withoutSleeps`: no rule asks what sleeps below a call.
 */
export function prepareC(
  text: string,
  path: string,
  settings: WaitqSettings,
  withoutSleeps = false,
): AnalysisContext {
  const context = createContext(lowerC(text, { ...optionsFor(path, settings), withoutSleeps }));
  prepared = { context, path, settings };
  rememberProblems(context.model);
  return context;
}

/** The last text that was prepared, and what it was prepared with. */
let prepared:
  { readonly context: AnalysisContext; readonly path: string; readonly settings: WaitqSettings } | undefined;

function preparedFor(
  source: LintedSource,
  { api, crossFile }: WaitqSettings,
  path: string,
): AnalysisContext | undefined {
  if (isScript(source) || api || prepared?.settings.api) return undefined;
  const isSame = prepared?.settings.crossFile === crossFile && (!crossFile || prepared?.path === path);
  return isSame && prepared?.context.model.text === source.text ? prepared.context : undefined;
}

function optionsFor(path: string, settings: WaitqSettings): Pick<AnalyzeOptions, 'path' | 'api' | 'resolve'> {
  const { api } = settings;
  const resolve = resolveFor(path, settings);
  return { path, ...(api ? { api } : {}), ...(resolve ? { resolve } : {}) };
}

function contextOf(source: LintedSource, settings: WaitqSettings, path: string): AnalysisContext {
  const options = optionsFor(path, settings);
  if (!isScript(source)) return createContext(modelOf(source, options));
  const { text, parsed, sourceMap } = asWritten(source.text, source, options, (again) =>
    parseScript(again, path),
  );
  const promises = (): FileModel => lowerPromises(text, parsed, options);
  return createContext(lowerEstree(text, parsed, options), promises, undefined, sourceMap);
}

function modelOf(source: LintedSource, options: ReturnType<typeof optionsFor>): FileModel {
  const { made } = source;
  if (made && !options.api && !options.resolve) return made.model;
  return lowerC(source.text, { ...options, ...(made ? { made } : {}) });
}

function isScript(source: LintedSource): source is LintedSource & ParsedScript {
  return source.scopeManager !== undefined && source.scopeManager !== null;
}
