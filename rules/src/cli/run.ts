import { resolve } from 'node:path';
import { parseCommandLine, type Command } from './command-line.js';
import { findFiles } from './find-files.js';
import { format } from './format/format.js';
import { helpText } from './help.js';
import type { FileOutcome } from './lint-file.js';
import { lintFiles } from './lint-files.js';
import type { LintSettings } from './lint-config.js';
import { packageVersion } from '../package-info.js';
import { toFatalResult, toWarningResult, type FileResult } from './result.js';
import { languageOf } from './source-file.js';
import { UsageError } from './usage-error.js';
import { withoutWarnings } from './quiet.js';

/** Where a run reads and writes. */
export interface Io {
  readonly readStdin: () => Promise<Uint8Array>;
  readonly write: (text: string) => void;
  readonly complain: (text: string) => void;
}

/** 0 clean; 1 findings or unreadable files; 2 wrong usage, a missing path, or our own fault. */
export type ExitCode = 0 | 1 | 2;

/** Runs the program with the arguments after its name. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  try {
    return await runCommand(parseCommandLine(args), io);
  } catch (error) {
    const isUsage = error instanceof UsageError;
    io.complain(isUsage ? `waitq-lint: ${error.message}\nTry 'waitq-lint --help'.\n` : internal(error));
    return 2;
  }
}

async function runCommand(command: Command, io: Io): Promise<ExitCode> {
  if (command.show === 'help') return (io.write(helpText()), 0);
  if (command.show === 'version') return (io.write(`${packageVersion}\n`), 0);
  const settings: LintSettings = {
    preset: command.preset,
    rules: command.rules,
    api: command.apiFile === undefined ? undefined : await readApi(command.apiFile),
    fix: command.fix,
    named: command.paths.map((path) => resolve(path)),
  };
  const linted =
    command.stdinFilename === undefined
      ? await lintPaths(command, settings)
      : await lintStdin(command.stdinFilename, settings, io);
  const results = linted.outcomes
    .map(({ result }) => result)
    .sort((a, b) => (a.filePath < b.filePath ? -1 : 1));
  io.write(await format(command.quiet ? results.map(withoutWarnings) : results, command));
  return report(results, linted, command, io);
}

/** The schema and what checks it are loaded for those who have such a file. */
async function readApi(path: string): Promise<LintSettings['api']> {
  const { readApiFile } = await import('./api-file.js');
  return readApiFile(path);
}

interface Linted {
  readonly outcomes: readonly FileOutcome[];
  /** Paths on the command line that are not there. */
  readonly missing: readonly string[];
  /** Directories on the command line with nothing to lint: most likely not what was meant. */
  readonly empty: readonly string[];
}

async function lintPaths(command: Command, settings: LintSettings): Promise<Linted> {
  const missing: string[] = [];
  const empty: string[] = [];
  const odd: FileOutcome[] = [];
  const outcomes = await lintFiles(filesOnly(), settings, command.concurrency);
  return { outcomes: [...outcomes, ...odd], missing, empty };

  function* filesOnly(): Generator<string> {
    for (const found of findFiles(command.paths, command.ignore, command.extensions)) {
      if (found.kind === 'file') yield found.path;
      else if (found.kind === 'missing') missing.push(found.path);
      else if (found.kind === 'empty') empty.push(found.path);
      else if (found.kind === 'foreign') odd.push({ result: toWarningResult(found.path, foreignFile) });
      else odd.push({ result: toFatalResult(found.path, `cannot read this: ${found.message}`) });
    }
  }
}

const foreignFile =
  'not linted: the extension is of no language that is known here (C, JavaScript, TypeScript)';

async function lintStdin(filename: string, settings: LintSettings, io: Io): Promise<Linted> {
  if (!languageOf(filename)) throw new UsageError(`--stdin-filename ${filename}: ${foreignFile}`);
  const { createBytesLinter } = await import('./lint-file.js');
  const lintBytes = await createBytesLinter(settings);
  const outcome = lintBytes(await io.readStdin(), resolve(filename));
  return { outcomes: outcome ? [outcome] : [], missing: [], empty: [] };
}

function report(
  results: readonly FileResult[],
  { outcomes, missing, empty }: Linted,
  { maxWarnings = Infinity }: Command,
  io: Io,
): ExitCode {
  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  for (const path of missing) io.complain(`waitq-lint: no such file or directory: ${path}\n`);
  for (const path of empty) io.complain(`waitq-lint: nothing to lint in ${path}\n`);
  if (warnings > maxWarnings) {
    io.complain(`waitq-lint: too many warnings: ${warnings}, allowed are ${maxWarnings}\n`);
  }
  if (missing.length > 0 || outcomes.some(({ crashed }) => crashed)) return 2;
  return warnings > maxWarnings || results.some(({ errorCount }) => errorCount > 0) ? 1 : 0;
}

function internal(error: unknown): string {
  return `waitq-lint: internal error: ${error instanceof Error ? error.stack : String(error)}\n`;
}
