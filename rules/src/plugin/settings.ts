import type { ApiEntry } from '../api/entry.js';
import { checkApiEntries } from '../api/project.js';

/** What a user may put under `settings.waitq`. */
export interface WaitqSettings {
  /** A project's own wait, wake, register and finish functions. */
  readonly api?: readonly ApiEntry[];
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
  if (!('api' in given)) return {};
  const problem = checkApiEntries(given.api);
  if (problem)
    throw new TypeError(`settings.waitq.api${problem.path.replaceAll('/', '.')} ${problem.message}`);
  return { api: given.api as readonly ApiEntry[] };
}
