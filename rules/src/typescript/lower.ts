import type { AnalyzeOptions, ParsedScript } from '../analyze.js';
import type { ApiEntry } from '../api/entry.js';
import type { Declaration, FileModel, Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { createBindings, type Binding } from './bindings.js';
import { declarationsOf } from './declarations.js';
import { contextOf, NestingError, type FileContext } from './file.js';
import { functionModel, unreadableFunction } from './functions.js';
import { findInterest, type Looks } from './interest.js';
import { rangeOf } from './nodes.js';
import { mentionsPromises } from './promise-signs.js';
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
  const looks = { api: true, promises: false, text };
  return isWorth ? lowerFile(parsed, extra, looks, options.resolve) : emptyModel(text);
}

/** The same with all functions of a file that makes promises or waits of its own: who resolves one is wanted as well as who waits. */
export function lowerPromises(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'path'>,
): FileModel {
  const extra = options.api ?? [];
  const mentions = mentionsApi(text, extra);
  if (!mentions && !mentionsPromises(text, parsed.ast.comments ?? [])) return emptyModel(text);
  // A project's own names may be broken over lines.
  return lowerFile(parsed, extra, { api: mentions || extra.length > 0, promises: true, text });
}

function lowerFile(
  parsed: ParsedScript,
  extra: readonly ApiEntry[],
  looks: Looks,
  resolve?: Resolve,
): FileModel {
  const { text } = looks;
  const problems: Problem[] = [];
  const guard: Guard = (at, attempt, otherwise) => followed(at, attempt, otherwise, problems);
  const survey = (): SurveyedFile => surveyFile(parsed, extra, looks, resolve);
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
  const declarations = (): readonly Declaration[] =>
    guard([0, text.length], () => declarationsOf(file, units), []);
  return withDeclarations({ ...emptyModel(text), functions, problems }, declarations);
}

/** Most rules never ask what is declared, and finding it out takes as long as half of the functions. */
function withDeclarations(model: FileModel, find: () => readonly Declaration[]): FileModel {
  let known: readonly Declaration[] | undefined;
  return Object.defineProperty(model, 'declarations', { get: () => (known ??= find()), enumerable: true });
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
  parsed: ParsedScript,
  extra: readonly ApiEntry[],
  looks: Looks,
  resolve?: Resolve,
): SurveyedFile {
  const bindings = createBindings(parsed.scopeManager);
  const found = survey(parsed.ast, bindings);
  const recogniser = createRecogniser(bindings, extra, resolve);
  const { meanings, units } = findInterest(found, bindings, recogniser, looks);
  const indexOf = new Map(units.map((unit, index) => [unit, index]));
  const comments = parsed.ast.comments ?? [];
  const file = {
    text: looks.text,
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

/** Whether a text holds anything that either way of lowering it looks at. */
export function isWorthLowering(
  text: string,
  parsed: ParsedScript,
  { api = [], resolve }: Pick<AnalyzeOptions, 'api' | 'resolve'>,
): boolean {
  return (
    mentionsApi(text, api) ||
    mentionsPromises(text, parsed.ast.comments ?? []) ||
    importedEntries(text, resolve).length > 0
  );
}

/** A cheap look before any walk: most files have nothing to do with waiting. */
function mentionsApi(text: string, extra: readonly ApiEntry[]): boolean {
  // Six letters are found many times as fast as seven.
  if ((text.includes('Atomic') && text.includes('Atomics')) || text.includes('waitq')) return true;
  return extra.some((entry) => entry.language === 'js' && text.includes(entry.name));
}
