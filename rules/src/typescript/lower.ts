import type { AnalyzeOptions, ParsedScript } from '../analyze.js';
import type { FileModel, FunctionModel, Problem } from '../protocol/model.js';
import { createBindings } from './bindings.js';
import { declarationsOf } from './declarations.js';
import { contextOf, type FileContext } from './file.js';
import { functionModel, unreadableFunction } from './functions.js';
import { findInterest } from './interest.js';
import { rangeOf } from './nodes.js';
import { createRecogniser } from './recognise.js';
import { survey, type Unit } from './units.js';

/** Reads an ESTree with its scopes into the language-free model. Only functions that matter are lowered. */
export function lowerEstree(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'path'>,
): FileModel {
  const extra = options.api ?? [];
  const empty: FileModel = { language: 'js', text, functions: [], declarations: [], problems: [] };
  if (!mentionsApi(text, extra)) return empty;
  const bindings = createBindings(parsed.scopeManager);
  const found = survey(parsed.ast, bindings);
  const recogniser = createRecogniser(bindings, extra);
  const { meanings, units } = findInterest(found, bindings, recogniser);
  const file: FileContext = {
    text,
    comments: parsed.ast.comments ?? [],
    bindings,
    survey: found,
    recogniser,
    meanings,
    indexOf: new Map(units.map((unit, index) => [unit, index])),
    named: new Set(),
  };
  const problems: Problem[] = [];
  const functions = units.map((unit) => lowerUnit(file, unit, problems));
  return { ...empty, functions, declarations: declarationsOf(file, units), problems };
}

/** A cheap look before any walk: most files have nothing to do with waiting. */
function mentionsApi(text: string, extra: NonNullable<AnalyzeOptions['api']>): boolean {
  if (text.includes('Atomics') || text.includes('waitq')) return true;
  return extra.some((entry) => entry.language === 'js' && text.includes(entry.name));
}

function lowerUnit(file: FileContext, unit: Unit, problems: Problem[]): FunctionModel {
  try {
    return functionModel(contextOf(file, unit));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.push({ message: 'the code is nested too deeply to be analysed', range: rangeOf(unit.node) });
    return unreadableFunction(contextOf(file, unit));
  }
}
