import { mentionsApi, promiseWords } from '../api/mentions.js';
import { grammarReady } from '../c/grammar.js';
import { isWorthReading } from '../c/sleeps-in-sight.js';
import { importsWaits, limitTo } from '../plugin/cross-file.js';
import { levelsOf, waitqSettings, type LintSettings } from './lint-config.js';
import { createLinter } from './lint-text.js';
import { askForSleeps } from '../run-rule.js';
import { lintPlainC, rulesThatAreOn } from './lint-plain-c.js';
import { toFatalResult, toResult, type FileResult } from './result.js';
import { decode, languageOf, readBytes, toSearchable, writeSource } from './source-file.js';

/** The outcome of one file; `crashed` says that the fault is ours. */
export interface FileOutcome {
  readonly result: FileResult;
  readonly crashed?: boolean;
}

/** Lints a file on disk; undefined when there is nothing to say about it. */
export type LintFile = (path: string) => FileOutcome | undefined;

/** Prepares a function that lints one file after another. It throws for no file. */
export async function createFileLinter(settings: LintSettings): Promise<LintFile> {
  const lintBytes = await createBytesLinter(settings);
  const hasOwnNames = (settings.api?.length ?? 0) > 0;
  return (path) => {
    let bytes;
    try {
      bytes = readBytes(path, hasOwnNames || languageOf(path) !== 'c' ? undefined : hasNoFunction);
    } catch (error) {
      return { result: toFatalResult(path, `cannot read the file: ${(error as Error).message}`) };
    }
    if (!bytes) return undefined;
    const outcome = lintBytes(bytes, path);
    return outcome?.result.output === undefined ? outcome : writeFixes(outcome, bytes);
  };
}

/** Without a brace there is nothing but definitions of numbers. */
function hasNoFunction(part: Uint8Array): boolean {
  return !part.includes(OPEN_BRACE);
}

const OPEN_BRACE = 0x7b;

/** The same for bytes in memory. */
export async function createBytesLinter(
  settings: LintSettings,
): Promise<(bytes: Uint8Array, path: string) => FileOutcome | undefined> {
  await grammarReady();
  limitTo(settings.named ?? []);
  const lint = createLinter(settings);
  const levels = levelsOf(settings, 'c');
  return (bytes, path) => {
    const language = languageOf(path);
    if (!language) return undefined;
    try {
      if (!isWorth(toSearchable(bytes), path, language, settings)) return undefined;
      const { text } = decode(bytes);
      const plain = language === 'c' ? lintPlainC(text, path, settings, levels) : undefined;
      const result = plain ?? lint(text, path, language);
      return result.messages.length > 0 || result.output !== undefined ? { result } : undefined;
    } catch (error) {
      return { result: toFatalResult(path, `internal error: ${(error as Error).message}`), crashed: true };
    }
  };
}

/** A look at the bytes that spares most files the parser; a script may get what waits from another file. */
function isWorth(
  source: string | Uint8Array,
  path: string,
  language: 'c' | 'js',
  settings: LintSettings,
): boolean {
  const { api = [], preset } = settings;
  if (language === 'c') return isWorthReading(source, api, !asksForSleeps(settings));
  const own = api.filter((entry) => entry.language === language).map(({ name }) => name);
  if (mentionsApi(source, 'js', preset === 'strict' ? [...own, ...promiseWords] : own)) return true;
  const text = typeof source === 'string' ? source : Buffer.from(source).toString('latin1');
  return importsWaits(text, path, waitqSettings(settings));
}

/** The same for every file of a run. */
function asksForSleeps(settings: LintSettings): boolean {
  let known = asking.get(settings);
  if (known === undefined) {
    known = askForSleeps(rulesThatAreOn(levelsOf(settings, 'c')));
    asking.set(settings, known);
  }
  return known;
}

const asking = new WeakMap<LintSettings, boolean>();

function writeFixes(outcome: FileOutcome, bytes: Uint8Array): FileOutcome {
  const { filePath, output = '', ...rest } = outcome.result;
  try {
    writeSource(filePath, output, decode(bytes).encoding);
    return outcome;
  } catch (error) {
    const message = `cannot write the fixes: ${(error as Error).message}`;
    const failure = toFatalResult(filePath, message).messages;
    return { result: toResult(filePath, [...rest.messages, ...failure], rest) };
  }
}
