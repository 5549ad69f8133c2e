import { parseArgs, type ParseArgsConfig } from 'node:util';
import { rules } from '../rules/index.js';
import { extensions } from './source-file.js';
import { UsageError } from './usage-error.js';

export type Format = 'stylish' | 'json' | 'sarif';
/** `preset`: on, findings that are less than certain are warnings. */
export type Level = 'off' | 'warn' | 'error' | 'preset';

/** What the command line asks for. */
export interface Command {
  readonly paths: readonly string[];
  readonly format: Format;
  readonly preset: 'recommended' | 'strict';
  /** Levels asked for by `--rule`, by name without prefix. */
  readonly rules: Readonly<Record<string, Level>>;
  readonly fix: boolean;
  readonly explain: boolean;
  readonly quiet: boolean;
  readonly ignore: boolean;
  /** Extensions with their dots that directories are searched for; undefined for all that are known. */
  readonly extensions: readonly string[] | undefined;
  /** Number of threads, or undefined to choose by the number of files and processors. */
  readonly concurrency: number | undefined;
  readonly apiFile: string | undefined;
  /** Name that the text on standard input goes by; undefined when paths are linted. */
  readonly stdinFilename: string | undefined;
  /** More warnings than this fail; undefined for any number. */
  readonly maxWarnings: number | undefined;
  readonly show: 'help' | 'version' | undefined;
}

const options = {
  format: { type: 'string', short: 'f', default: 'stylish' },
  preset: { type: 'string', default: 'recommended' },
  rule: { type: 'string', multiple: true, default: [] },
  fix: { type: 'boolean', default: false },
  explain: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  'no-ignore': { type: 'boolean', default: false },
  ext: { type: 'string', multiple: true },
  concurrency: { type: 'string', default: 'auto' },
  api: { type: 'string' },
  stdin: { type: 'boolean', default: false },
  'stdin-filename': { type: 'string' },
  'max-warnings': { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const satisfies ParseArgsConfig['options'];

/**
 * Reads the arguments after the program's name.
 * @throws UsageError that names the argument that is wrong.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const show = values.help ? 'help' : values.version ? 'version' : undefined;
  const stdinFilename = values['stdin-filename'];
  if (!show) checkInput(positionals, values.stdin, stdinFilename, values.fix);
  return {
    paths: positionals,
    format: oneOf('--format', values.format, ['stylish', 'json', 'sarif']),
    preset: oneOf('--preset', values.preset, ['recommended', 'strict']),
    rules: Object.fromEntries(values.rule.map(parseRule)),
    fix: values.fix,
    explain: values.explain,
    quiet: values.quiet,
    ignore: !values['no-ignore'],
    extensions: values.ext?.flatMap((list) => list.split(',')).map(toExtension),
    concurrency: values.concurrency === 'auto' ? undefined : toCount('--concurrency', values.concurrency, 1),
    apiFile: values.api,
    stdinFilename: values.stdin ? stdinFilename : undefined,
    maxWarnings:
      values['max-warnings'] === undefined ? undefined : toCount('--max-warnings', values['max-warnings'], 0),
    show,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? 'cannot read the arguments');
  }
}

function checkInput(
  paths: readonly string[],
  stdin: boolean,
  filename: string | undefined,
  fix: boolean,
): void {
  if (filename !== undefined && !stdin) throw new UsageError('--stdin-filename needs --stdin');
  if (!stdin && paths.length === 0) throw new UsageError('no PATH given');
  if (!stdin) return;
  if (paths.length > 0) throw new UsageError('--stdin takes no PATH');
  if (filename === undefined) throw new UsageError('--stdin needs --stdin-filename, to know the language');
  if (fix) throw new UsageError('--fix has no file to write with --stdin');
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new UsageError(`${option} must be ${known.join(' or ')}, not '${value}'`);
  return found;
}

function toCount(option: string, value: string, least: number): number {
  const count = Number(value);
  if (!/^\d+$/.test(value) || count < least) {
    throw new UsageError(`${option} must be a whole number from ${least}, not '${value}'`);
  }
  return count;
}

/** `c` or `.c`. */
function toExtension(name: string): string {
  return oneOf('--ext', name.startsWith('.') ? name : `.${name}`, extensions);
}

function parseRule(setting: string): [name: string, level: Level] {
  const [, name = '', level = ''] = /^(?:waitq\/)?([^=]*)=(.*)$/.exec(setting) ?? [];
  if (!level) throw new UsageError(`--rule must be NAME=off|warn|error, not '${setting}'`);
  if (!rules.has(name)) throw new UsageError(`there is no rule named '${name}'`);
  return [name, oneOf(`--rule ${name}`, level, ['off', 'warn', 'error'])];
}
