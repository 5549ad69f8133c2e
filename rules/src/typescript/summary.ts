import type { AnalyzeOptions } from '../analyze.js';
import { atomicsApi } from '../api/atomics.js';
import type { ApiEntry } from '../api/entry.js';
import { waitqApi } from '../api/waitq.js';
import { createContext } from '../context.js';
import { createLineIndex } from '../line-index.js';
import { deriveEntry } from '../protocol/derive-entry.js';
import type { Call } from '../protocol/events.js';
import { originOf, type FileSummary, type ForeignConstant, type Origin } from '../protocol/file-summary.js';
import { createSleepSummaries } from '../protocol/sleep-summaries.js';
import { isConst, soleDeclarator } from './bindings.js';
import { constantOf } from './constants.js';
import { exportsOf, type Exported } from './exports.js';
import { NestingError, textOf } from './file.js';
import { importedEntries } from './foreign.js';
import { lowerSurveyed, surveyFile, type SurveyedFile } from './lower.js';
import type { Node } from './nodes.js';
import { restoredScript, type ParseAgain } from './state-machine/restored-script.js';
import { functionOf } from './targets.js';

type Options = Pick<AnalyzeOptions, 'api' | 'path' | 'resolve'>;

/**
 * What a module exports: wait functions that it wraps or hands on, and constants. `parse` is called when somebody asks
 * for what only the whole text can tell; it answers nothing for what can't be parsed.
 */
export function summarizeScript(text: string, parse: ParseAgain, options: Options): FileSummary {
  const isWorth = mayTell(text, options);
  const known = once(() => readAll(text, parse, options));
  // A text that may be asked for its constants is kept until then, so it must not be long.
  const hasConstants = text.length <= LONGEST_KEPT && CONSTANT.test(text);
  return {
    entries: isWorth ? known().entries : NO_ENTRIES,
    get constants() {
      return isWorth || hasConstants ? known().constants : NO_CONSTANTS;
    },
  };
}

const NO_ENTRIES: ReadonlyMap<string, ApiEntry> = new Map();
const NO_CONSTANTS: ReadonlyMap<string, ForeignConstant> = new Map();
const LONGEST_KEPT = 10_000;

function mayTell(text: string, { api = [], resolve }: Options): boolean {
  const isOwn = api.some(({ name, language }) => language === 'js' && text.includes(name));
  return isOwn || /\bAtomics\b|waitq/.test(text) || importedEntries(text, resolve).length > 0;
}

/** A constant, or what hands on another module's. */
const CONSTANT = /\bconst\b|\bexports?\b/;

/** Makes a value at the first request, and forgets what it was made from. */
function once<T>(make: () => T): () => T {
  let pending: (() => T) | undefined = make;
  let made: T | undefined;
  return () => {
    if (pending) made = pending();
    pending = undefined;
    return made as T;
  };
}

function readAll(original: string, parse: ParseAgain, options: Options): FileSummary {
  const asWritten = parse(original);
  if (!asWritten) return { entries: NO_ENTRIES, constants: NO_CONSTANTS };
  const { text, parsed } = restoredScript(original, asWritten, parse);
  try {
    const surveyed = {
      exported: exportsOf(parsed.ast),
      file: surveyFile(parsed, options.api ?? [], { api: true, promises: false, text }, options.resolve),
    };
    return { entries: entriesOf(text, surveyed, options), constants: constantsOf(surveyed, options) };
  } catch (error) {
    // Nested too deeply to be followed: whoever lints the file itself will say so.
    if (!(error instanceof RangeError || error instanceof NestingError)) throw error;
    return { entries: NO_ENTRIES, constants: NO_CONSTANTS };
  }
}

interface Surveyed {
  readonly exported: readonly Exported[];
  readonly file: SurveyedFile;
}

function entriesOf(text: string, surveyed: Surveyed, options: Options): ReadonlyMap<string, ApiEntry> {
  const entries = new Map<string, ApiEntry>();
  const { exported, file } = surveyed;
  const derive = deriver(text, file, options);
  for (const one of exported) {
    for (const entry of 'from' in one ? handedOn(one, options) : ofValue(one, file, derive)) {
      entries.set(entry.name, entry);
    }
  }
  return entries;
}

type Derive = (value: Exported & { readonly value: unknown }) => ApiEntry | undefined;

function ofValue(
  one: Extract<Exported, { value: unknown }>,
  { file }: SurveyedFile,
  derive: Derive,
): readonly ApiEntry[] {
  const known = file.recogniser.entryOf(one.value);
  const value = file.recogniser.valueOf(one.value);
  if (known) return [{ ...known, name: one.name }];
  if (value && value.path !== '') {
    const members = builtIn.filter(
      (entry) => isOf(entry, value.module) && entry.name.startsWith(`${value.path}.`),
    );
    if (members.length > 0)
      return members.map((entry) => ({ ...entry, name: one.name + entry.name.slice(value.path.length) }));
  }
  const derived = derive(one);
  return derived ? [{ ...derived, name: one.name }] : [];
}

const builtIn: readonly ApiEntry[] = [...waitqApi, ...atomicsApi];

function isOf({ modules }: ApiEntry, module: string): boolean {
  return modules === undefined ? module === '' : modules.includes(module);
}

/** `export { a as b } from './x'`, `export * from 'waitq'`. */
function handedOn(one: Extract<Exported, { from: string }>, { resolve }: Options): readonly ApiEntry[] {
  const all = one.from.startsWith('.')
    ? [...(resolve?.(one.from)?.entries.entries() ?? [])]
    : builtIn
        .filter((entry) => entry.modules?.includes(one.from))
        .map((entry) => [entry.name, { ...entry, modules: [one.from] }] as const);
  if (one.imported === '*')
    return all.filter(([name]) => name !== 'default').map(([name, entry]) => ({ ...entry, name }));
  return all.flatMap(([name, entry]) => {
    if (name !== one.imported && !name.startsWith(`${one.imported}.`)) return [];
    return [{ ...entry, name: one.name + name.slice(one.imported.length) }];
  });
}

/** What calling a function of the file means, worked out when the first is asked for. */
function deriver(text: string, surveyed: SurveyedFile, options: Options): Derive {
  const { file } = surveyed;
  const prepared = once(() => {
    const source = createContext(lowerSurveyed(text, surveyed));
    return { source, sleeps: createSleepSummaries(source) };
  });
  const originAt = originIn(text, options.path);
  return ({ value }) => {
    const fn = functionOf(value as never, file.survey, file.bindings, file.survey.program);
    const unit = fn && file.survey.unitOf.get(fn);
    const index = unit && file.indexOf.get(unit);
    return index === undefined ? undefined : deriveEntry({ ...prepared(), index, isMacro: false, originAt });
  };
}

function originIn(text: string, path: string | undefined): (call: Call, depth: number) => Origin {
  const lines = createLineIndex(text);
  const file = path?.replace(/^.*[\\/]/, '') ?? 'another file';
  return ({ range, api, name }, depth) => {
    const inner = originOf(api);
    return inner
      ? { ...inner, depth: inner.depth + depth + 1 }
      : { file, line: lines.lineAt(range[0]), call: name, depth };
  };
}

function constantsOf(surveyed: Surveyed, { resolve }: Options): ReadonlyMap<string, ForeignConstant> {
  const constants = new Map<string, ForeignConstant>();
  for (const one of surveyed.exported) {
    if ('value' in one) {
      const constant = constantAt(one.value, surveyed.file);
      if (constant) constants.set(one.name, constant);
    } else {
      for (const [name, constant] of resolve?.(one.from)?.constants ?? []) {
        if (one.imported === '*') constants.set(name, constant);
        else if (name === one.imported) constants.set(one.name, constant);
      }
    }
  }
  return constants;
}

function constantAt(node: Node, { file }: SurveyedFile): ForeignConstant | undefined {
  const handedOn = file.recogniser.constantOf(node);
  const variable = file.bindings.variableOf(node);
  const init = variable && isConst(variable) ? soleDeclarator(variable)?.init : undefined;
  const value = constantOf(node, file);
  if (handedOn || (!init && value === undefined)) return handedOn;
  const text = textOf(init ?? node, file);
  return text.length <= LONGEST ? { text, value } : undefined;
}

/** Longer ones are tables and functions. */
const LONGEST = 100;
