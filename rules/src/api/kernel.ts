import type { ApiEntry } from './entry.js';
import { historicEntries } from './kernel-historic.js';
import { lockEntries } from './kernel-locks.js';
import { schedEntries } from './kernel-sched.js';
import { simpleEntries } from './kernel-simple.js';
import { sleeperEntries } from './kernel-sleepers.js';
import { waitEntries } from './kernel-wait.js';
import { waitEventEntries } from './kernel-wait-event.js';

export { guardClasses } from './kernel-locks.js';

/** Every C name that the rules know: Linux 6.1 and 6.12, and the older names of the articles. */
export const kernelEntries: readonly ApiEntry[] = [
  ...waitEventEntries,
  ...waitEntries,
  ...simpleEntries,
  ...schedEntries,
  ...lockEntries,
  ...sleeperEntries,
  ...historicEntries,
];

const byName: ReadonlyMap<string, ApiEntry> = new Map(kernelEntries.map((entry) => [entry.name, entry]));

/** What a C name means, if it belongs to the wait API or to what surrounds it. */
export function kernelApi(name: string): ApiEntry | undefined {
  return byName.get(name);
}

/** All names of `kernelEntries`. */
export function kernelApiNames(): Iterable<string> {
  return byName.keys();
}
