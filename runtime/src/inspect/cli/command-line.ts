import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './usage-error.js';

/** What the command line asks for. */
export type Command = ShowCommand | TopCommand | InspectCommand;

export interface ShowCommand {
  readonly command: 'help' | 'version';
}

export interface TopCommand {
  readonly command: 'top';
  /** Process id, `PID/THREAD`, or name; `undefined` for the only one there is. */
  readonly program: string | undefined;
  readonly view: 'queues' | 'waiters';
  /** The key of a column; `undefined` for the one that suits the view. */
  readonly sort: string | undefined;
  readonly reverse: boolean;
  readonly filter: string;
  readonly intervalMs: number;
  /** Prints once, even to a terminal. */
  readonly once: boolean;
  readonly json: boolean;
  /** Evaluates the conditions of sleepers that have no side effects. */
  readonly evaluate: boolean;
  /** Waits for the program to start. */
  readonly wait: boolean;
}

export interface InspectCommand {
  readonly command: 'inspect';
  /** The program the page shows; `undefined` for all there are. */
  readonly program: string | undefined;
  /** Prints the programs and ends. */
  readonly list: boolean;
  readonly json: boolean;
  /** The port of the page; 0 for any that is free. */
  readonly port: number;
}

const options = {
  view: { type: 'string', default: 'waiters' },
  sort: { type: 'string', short: 's' },
  reverse: { type: 'boolean', short: 'r', default: false },
  filter: { type: 'string', short: 'f', default: '' },
  interval: { type: 'string', short: 'i', default: '1000' },
  once: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  evaluate: { type: 'boolean', short: 'e', default: false },
  wait: { type: 'boolean', short: 'w', default: false },
  list: { type: 'boolean', short: 'l', default: false },
  port: { type: 'string', short: 'p', default: '0' },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const satisfies ParseArgsConfig['options'];

type Option = keyof typeof options;

const optionsOf: Readonly<Record<'top' | 'inspect', readonly Option[]>> = {
  top: ['view', 'sort', 'reverse', 'filter', 'interval', 'once', 'json', 'evaluate', 'wait'],
  inspect: ['list', 'json', 'port'],
};

/**
 * Reads the arguments after the program's name.
 * @throws UsageError that names the argument that is wrong.
 */
export function parseCommandLine(args: readonly string[]): Command {
  const { values, positionals, tokens } = parse(args);
  const [name, program, ...rest] = positionals;
  if (values.help || (name === undefined && !values.version)) return { command: 'help' };
  if (values.version) return { command: 'version' };
  if (name !== 'top' && name !== 'inspect') throw new UsageError(`there is no command '${name}'`);
  if (rest.length > 0) throw new UsageError(`'${rest[0]}' is one program too many`);
  const given = tokens.filter((token) => token.kind === 'option').map((token) => token.name);
  const wrong = given.find((option) => !optionsOf[name].includes(option as Option));
  if (wrong !== undefined) throw new UsageError(`waitq ${name} has no option --${wrong}`);
  if (name === 'inspect') {
    return { command: name, program, list: values.list, json: values.json, port: toPort(values.port) };
  }
  const { sort, reverse, filter, once, json, evaluate, wait } = values;
  const view = oneOf('--view', values.view, ['waiters', 'queues']);
  const intervalMs = toInterval(values.interval);
  return { command: name, program, view, sort, reverse, filter, intervalMs, once, json, evaluate, wait };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true, tokens: true });
  } catch (error) {
    throw new UsageError((error as Error).message.split('. ')[0] ?? 'cannot read the arguments');
  }
}

function oneOf<T extends string>(option: string, value: string, known: readonly T[]): T {
  const found = known.find((name) => name === value);
  if (found === undefined) throw new UsageError(`${option} must be ${known.join(' or ')}, not '${value}'`);
  return found;
}

function toPort(value: string): number {
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) {
    throw new UsageError(`--port must be a number from 0 to 65535, not '${value}'`);
  }
  return port;
}

/** The least that a program is asked for, so that watching it does not slow it down. */
const LEAST_INTERVAL = 100;

function toInterval(value: string): number {
  const ms = Number(value);
  if (!/^\d+$/.test(value) || ms < LEAST_INTERVAL || ms > 3_600_000) {
    throw new UsageError(`--interval must be ${LEAST_INTERVAL} to 3600000 milliseconds, not '${value}'`);
  }
  return ms;
}
