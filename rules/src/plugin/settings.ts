import type { ApiEntry } from '../api/entry.js';
import { checkApiEntries } from '../api/project.js';

/** What a user may put under `settings.waitq`. */
export interface WaitqSettings {
  /** A project's own wait, wake, register and finish functions. */
  readonly api?: readonly ApiEntry[];
  /** Goes by what other files say, too; what ESLint keeps by `--cache` is then stale when one of them changes. */
  readonly crossFile?: boolean;
}

const checked = new WeakMap<object, WaitqSettings>();

/**
 * Reads `settings.waitq`.
 * @throws TypeError naming the offending value, when it has not the shape of the API tables.
 */
export function readSettings(settings: Readonly<Record<string, unknown>>): WaitqSettings {
  const given = settings['waitq'];
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null) throw new TypeError('settings.waitq must be an object');
  let known = checked.get(given);
  if (!known) checked.set(given, (known = check(given)));
  return known;
}

function check(given: object): WaitqSettings {
  return { ...checkApi(given), ...checkCrossFile(given) };
}

function checkApi(given: object): Pick<WaitqSettings, 'api'> {
  if (!('api' in given)) return {};
  const problem = checkApiEntries(given.api);
  if (problem)
    throw new TypeError(`settings.waitq.api${problem.path.replaceAll('/', '.')} ${problem.message}`);
  return { api: given.api as readonly ApiEntry[] };
}

function checkCrossFile(given: object): Pick<WaitqSettings, 'crossFile'> {
  if (!('crossFile' in given)) return {};
  const { crossFile } = given;
  if (typeof crossFile !== 'boolean') {
    throw new TypeError(`settings.waitq.crossFile must be true or false, not ${JSON.stringify(crossFile)}`);
  }
  return { crossFile };
}
