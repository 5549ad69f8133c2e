import type { TSESTree } from '@typescript-eslint/utils';
import type { ScopeManager } from '@typescript-eslint/scope-manager';
import type { ApiEntry } from './api/entry.js';
import { lowerC } from './c/lower.js';
import { summarizeC } from './c/summary.js';
import { createContext } from './context.js';
import type { Finding } from './finding.js';
import type { KeptWork } from './kept-work.js';
import type { FileSummary, Resolve } from './protocol/file-summary.js';
import type { FileModel, Problem } from './protocol/model.js';
import type { SourceMap } from './protocol/source-map.js';
import { queueSitesOf, type QueueSite } from './queue-sites.js';
import type { RuleOptions } from './rule.js';
import { rules } from './rules/index.js';
import { askForSleeps, runRule } from './run-rule.js';
import { lowerEstree, lowerPromises } from './typescript/lower.js';
import { importedEntries } from './typescript/foreign.js';
import { asWritten } from './typescript/state-machine/as-written.js';
import { mentionsMachine } from './typescript/state-machine/machines.js';
import { parseRelevant, parseScript } from './typescript/parse.js';
import { summarizeScript } from './typescript/summary.js';

export type { ApiEntry } from './api/entry.js';
export { mentionsApi, promiseWords } from './api/mentions.js';
export { grammarReady } from './c/grammar.js';
export {
  applyDisableDirectives,
  type DirectedFindings,
  type SuppressedFinding,
} from './disable-directives.js';
export { createDiskHost } from './files/disk.js';
export type { FileHost } from './files/host.js';
export { createResolver, type Resolver, type Versions } from './files/resolver.js';
export { keepWork, type KeptWork } from './kept-work.js';
export type { Edit, Finding, RelatedPlace, Step, Suggestion } from './finding.js';
export type { FileSummary, Resolve } from './protocol/file-summary.js';
export type { Problem } from './protocol/model.js';
export type { QueueSite } from './queue-sites.js';
export { importedEntries } from './typescript/foreign.js';
export type { Rule, RuleMeta, RuleOptions } from './rule.js';
export { rules } from './rules/index.js';

/** The languages that can be analysed. `javascript` and `typescript` differ only in how a text is parsed. */
export type Language = 'c' | 'javascript' | 'typescript';

/** A parsed JavaScript or TypeScript file, as ESLint or the server already has it. */
export interface ParsedScript {
  readonly ast: TSESTree.Program;
  readonly scopeManager: ScopeManager;
}

export interface AnalyzeOptions {
  /** Path or name of the file: decides about JSX, `.h`, module kind. */
  readonly path?: string;
  /** Rules to run with their options; all of them with default options when absent. */
  readonly rules?: Readonly<Record<string, RuleOptions>>;
  /** A project's own wait, wake, register and finish functions, known in addition to the built-in tables. */
  readonly api?: readonly ApiEntry[];
  /** Hands in what is known of other files, without which each call of theirs is unknown. */
  readonly resolve?: Resolve;
  /** Saves parsing when the caller has done it. */
  readonly parsed?: ParsedScript;
  /** What the analyses of earlier texts of the same document have left; findings are the same without, only later. */
  readonly kept?: KeptWork;
}

/** Why a file could not be analysed at all. Line and column count from 1. */
export interface AnalysisError {
  readonly message: string;
  readonly line: number;
  readonly column: number;
}

export interface Analysis {
  /** In order of their place. */
  readonly findings: readonly Finding[];
  /** Parts that could not be read as code; the rest was analysed. */
  readonly problems: readonly Problem[];
  /** Set when the file could not be parsed; findings are then empty. */
  readonly error?: AnalysisError;
}

/**
 * Finds wait-protocol mistakes in one file. Pure: reads nothing but its arguments, throws nothing for bad input. C can
 * be analysed once `grammarReady()` has resolved; before, the one problem of the result says so.
 */
export function analyze(text: string, language: Language, options: AnalyzeOptions = {}): Analysis {
  const source = readable(text, language, options);
  const model = lowerSource(source, language);
  if ('message' in model) return { findings: [], problems: [], error: model };
  const { sourceMap } = source;
  const kept = language === 'c' ? options.kept?.answers : undefined;
  const context = createContext(model, () => promisesOf(source, language), kept, sourceMap);
  const names = options.rules ? Object.keys(options.rules) : [...rules.keys()];
  const findings = names.flatMap((name) => runRule(context, name, options.rules?.[name] ?? {}));
  const problems = model.problems.map((one) =>
    sourceMap ? { ...one, range: sourceMap.rangeOf(one.range) } : one,
  );
  return { findings: findings.sort((a, b) => a.range[0] - b.range[0]), problems };
}

/** A text as it is analysed. */
interface Source {
  readonly text: string;
  readonly options: AnalyzeOptions;
  readonly sourceMap?: SourceMap;
}

/** A script in which a compiler took functions apart is read with these put together again. */
function readable(text: string, language: Language, options: AnalyzeOptions): Source {
  if (language === 'c' || !mentionsMachine(text)) return { text, options };
  const parsed = options.parsed ?? parsedOrNothing(text, language, options.path);
  if (!parsed) return { text, options };
  const script = asWritten(text, parsed, options, (again) => parsedOrNothing(again, language, options.path));
  return script.sourceMap ? { ...script, options: { ...options, parsed: script.parsed } } : { text, options };
}

/** Who makes promises and who resolves them is found in the whole text only. */
function promisesOf({ text, options }: Source, language: Language): FileModel | undefined {
  if (language === 'c') return undefined;
  const parsed = options.parsed ?? parseScript(text, language, options.path);
  return 'message' in parsed ? undefined : lowerPromises(text, parsed, options);
}

/** Reads a file into the language-free model, or says why it can't be read. */
export function lower(
  text: string,
  language: Language,
  options: AnalyzeOptions = {},
): FileModel | AnalysisError {
  return lowerSource({ text, options }, language);
}

function lowerSource({ text, options }: Source, language: Language): FileModel | AnalysisError {
  if (language === 'c') return lowerC(text, { ...options, withoutSleeps: !asksForSleeps(options) });
  const known = [...(options.api ?? []), ...importedEntries(text, options.resolve)];
  const parsed = options.parsed ?? parseRelevant(text, language, options.path, known);
  return 'message' in parsed ? parsed : lowerEstree(text, parsed, options);
}

/** Every call of a file that waits on a queue or wakes it; none of a file that can't be parsed. */
export function queueSites(
  text: string,
  language: Language,
  options: Pick<AnalyzeOptions, 'path' | 'api' | 'resolve'> = {},
): readonly QueueSite[] {
  const model = lower(text, language, { ...options, rules: {} });
  return 'message' in model ? [] : queueSitesOf(model);
}

function asksForSleeps({ rules: chosen }: AnalyzeOptions): boolean {
  return askForSleeps(Object.keys(chosen ?? Object.fromEntries(rules)));
}

/**
 * What a file tells others: hand it out by their `resolve`. Pure like `analyze`. `roots`: C only, the functions that are
 * asked about; without them those that a header gives to who includes it.
 */
export function summarizeFile(
  text: string,
  language: Language,
  options: Pick<AnalyzeOptions, 'path' | 'api' | 'resolve'> = {},
  roots?: readonly string[],
): FileSummary {
  if (language === 'c') return summarizeC(text, options, roots);
  return summarizeScript(text, (again) => parsedOrNothing(again, language, options.path), options);
}

function parsedOrNothing(
  text: string,
  language: Exclude<Language, 'c'>,
  path?: string,
): ParsedScript | undefined {
  const parsed = parseScript(text, language, path);
  return 'message' in parsed ? undefined : parsed;
}
