import type { AnalyzeOptions, ParsedScript } from '../analyze.js';
import type { TSESTree } from '@typescript-eslint/types';
import type { ApiEntry } from '../api/entry.js';
import type { FileModel, Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { createBindings, type Binding } from './bindings.js';
import { declarationsOf } from './declarations.js';
import { contextOf, NestingError, type FileContext } from './file.js';
import { functionModel, unreadableFunction } from './functions.js';
import { findInterest } from './interest.js';
import { findInCode, isInCode } from './mention.js';
import { rangeOf } from './nodes.js';
import { createRecogniser } from './recognise.js';
import { survey, type Unit } from './units.js';
import type { Resolve } from '../protocol/file-summary.js';
import { importedEntries } from './foreign.js';

/** Reads an ESTree with its scopes into the language-free model. Only functions that matter are lowered. */
export function lowerEstree(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'path' | 'resolve'>,
): FileModel {
  const extra = options.api ?? [];
  const isWorth = mentionsApi(text, extra) || importedEntries(text, options.resolve).length > 0;
  return isWorth ? lowerFile(text, parsed, extra, false, options.resolve) : emptyModel(text);
}

/** The same with all functions of a file that makes promises or waits of its own: who resolves one is wanted as well as who waits. */
export function lowerPromises(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'path'>,
): FileModel {
  const extra = options.api ?? [];
  const isOfInterest = mentionsApi(text, extra) || mentionsPromises(text, parsed.ast.comments ?? []);
  return isOfInterest ? lowerFile(text, parsed, extra, true) : emptyModel(text);
}

/**
 * A function named for waiting is one only by how its calls differ: a single call says nothing, unless some function is
 * async and may be taken for an answer.
 */
function mentionsPromises(text: string, comments: readonly TSESTree.Comment[]): boolean {
  const waits = new Set<string>();
  for (const { groups } of findInCode(text, comments, PROMISES)) {
    const wait = groups?.['wait'];
    if (wait === undefined || waits.has(wait)) return true;
    waits.add(wait);
  }
  return waits.size > 0 && isInCode(text, comments, ASYNC);
}

const ASYNC = /\basync\b|awaiter\b/g;

/** What `findInterest` takes for a wait of the file's own, as it must look in the text. */
const PROMISES = new RegExp(
  [
    /\bnew\s+Promise\b|\b(?<wait>_*wait(?:[A-Z_]\w*)?)\s*(?:[(<`]|\?\.)/,
    /(?:from|require|import)\s*\(?\s*['"`](?:node:)?(?:events|timers\/promises)['"`]/,
    /\bremove(?:Event)?Listener\b|\.off\b|['"]abort['"]/,
    /\bwithResolvers\b|\b(?:p?[dD]efer(?:red)?|(?:create|make|new)Deferred)\(\s*\)|\bawait\s+[\w$.]+\(\s*this\s*,\s*['"]/,
    /(?:\.push|\.unshift|\.every|\.some|\.find\w*|\bsetInterval)\(\s*(?:async\b|\([^()]*\)\s*=>\s*__awaiter\b)/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);

function lowerFile(
  text: string,
  parsed: ParsedScript,
  extra: readonly ApiEntry[],
  withPromises: boolean,
  resolve?: Resolve,
): FileModel {
  const problems: Problem[] = [];
  const guard: Guard = (at, attempt, otherwise) => followed(at, attempt, otherwise, problems);
  const survey = (): SurveyedFile => surveyFile(text, parsed, extra, withPromises, resolve);
  const found = guard([0, text.length], survey, undefined);
  return found ? lowerSurveyed(text, found, problems) : { ...emptyModel(text), problems };
}

/** The second half, for who looks at the file's exports, too. */
export function lowerSurveyed(
  text: string,
  { file, units }: SurveyedFile,
  problems: Problem[] = [],
): FileModel {
  const guard: Guard = (at, attempt, otherwise) => followed(at, attempt, otherwise, problems);
  const functions = units.map((unit) => {
    const cx = contextOf(file, unit);
    return guard(rangeOf(unit.node), () => functionModel(cx), undefined) ?? unreadableFunction(cx);
  });
  const declarations = guard([0, text.length], () => declarationsOf(file, units), []);
  return { ...emptyModel(text), functions, declarations, problems };
}

function emptyModel(text: string): FileModel {
  return { language: 'js', text, functions: [], declarations: [], problems: [] };
}

type Guard = <T>(at: Range, attempt: () => T, otherwise: T) => T;

/** What is nested too deeply to be followed becomes a problem at its place. */
function followed<T>(at: Range, attempt: () => T, otherwise: T, problems: Problem[]): T {
  try {
    return attempt();
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof NestingError)) throw error;
    problems.push({ message: 'the code is nested too deeply to be analysed', range: at });
    return otherwise;
  }
}

/** A file whose functions and calls are known, before any is lowered. */
export interface SurveyedFile {
  readonly file: FileContext;
  /** The functions to lower. */
  readonly units: readonly Unit[];
}

/** Finds the functions of a file that matter. */
export function surveyFile(
  text: string,
  parsed: ParsedScript,
  extra: readonly ApiEntry[],
  withPromises: boolean,
  resolve?: Resolve,
): SurveyedFile {
  const bindings = createBindings(parsed.scopeManager);
  const found = survey(parsed.ast, bindings);
  const recogniser = createRecogniser(bindings, extra, resolve);
  const { meanings, units } = findInterest(found, bindings, recogniser, withPromises);
  const indexOf = new Map(units.map((unit, index) => [unit, index]));
  const comments = parsed.ast.comments ?? [];
  const file = {
    text,
    comments,
    bindings,
    survey: found,
    recogniser,
    meanings,
    indexOf,
    named: new Set<Binding>(),
    namedFields: new Set<string>(),
  };
  return { file, units };
}

/** A cheap look before any walk: most files have nothing to do with waiting. */
function mentionsApi(text: string, extra: readonly ApiEntry[]): boolean {
  if (text.includes('Atomics') || text.includes('waitq')) return true;
  return extra.some((entry) => entry.language === 'js' && text.includes(entry.name));
}
