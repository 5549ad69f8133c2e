import type { ParsedScript } from '../analyze.js';
import { lowerC } from '../c/lower.js';
import { createContext, type AnalysisContext } from '../context.js';
import type { Finding } from '../finding.js';
import type { FileModel } from '../protocol/model.js';
import type { RuleOptions } from '../rule.js';
import { runRule } from '../run-rule.js';
import { lowerEstree, lowerPromises } from '../typescript/lower.js';
import type { WaitqSettings } from './settings.js';

/** What a rule needs of ESLint's SourceCode, in either language. */
export interface LintedSource {
  readonly text: string;
  readonly ast: object;
  getLocFromIndex(index: number): { readonly line: number; readonly column: number };
  /** JavaScript and TypeScript only. */
  readonly scopeManager?: unknown;
  /** C only: what its parser made of the file. */
  readonly model?: FileModel;
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
  let analysis = analyses.get(source);
  if (!analysis) {
    const context = preparedFor(source, settings) ?? contextOf(source, settings, path);
    analyses.set(source, (analysis = { context, findings: new Map() }));
  }
  const findings = runRule(analysis.context, rule, options);
  analysis.findings.set(rule, findings);
  return findings;
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
 * known already.
 */
export function prepareC(text: string, path: string, api: WaitqSettings['api']): AnalysisContext {
  const context = createContext(lowerC(text, { path, ...(api ? { api } : {}) }));
  prepared = api ? undefined : context;
  return context;
}

/** The last text that was prepared, with the built-in names only. */
let prepared: AnalysisContext | undefined;

function preparedFor(source: LintedSource, settings: WaitqSettings): AnalysisContext | undefined {
  if (isScript(source) || settings.api) return undefined;
  return prepared?.model.text === source.text ? prepared : undefined;
}

function contextOf(source: LintedSource, settings: WaitqSettings, path: string): AnalysisContext {
  return createContext(modelOf(source, settings, path), () => promisesOf(source, settings, path));
}

/** ESLint has parsed the file: nothing here brings in a parser, so that a run over C does without TypeScript's. */
function modelOf(source: LintedSource, settings: WaitqSettings, path: string): FileModel {
  const options = { path, ...(settings.api ? { api: settings.api } : {}) };
  if (isScript(source)) return lowerEstree(source.text, source, options);
  return source.model && !settings.api ? source.model : lowerC(source.text, options);
}

function promisesOf(source: LintedSource, { api }: WaitqSettings, path: string): FileModel | undefined {
  return isScript(source) ? lowerPromises(source.text, source, { path, ...(api ? { api } : {}) }) : undefined;
}

function isScript(source: LintedSource): source is LintedSource & ParsedScript {
  return source.scopeManager !== undefined && source.scopeManager !== null;
}
