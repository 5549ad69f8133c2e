import type { Sampler } from './call-site.js';
import { Journal } from './journal.js';
import type { LocalThreadWatch } from './thread-stories.js';
import { createThreadWatch } from './thread-stories.js';

/** Gives a thread its side of a journal: of the one that is given, or else of its own, which it makes when first asked. */
export function createJournals(
  sample: Sampler,
): (given: SharedArrayBuffer | undefined) => LocalThreadWatch | undefined {
  const known = new Map<number, LocalThreadWatch>();
  let own: LocalThreadWatch | undefined;
  return (given) => {
    if (!given) return (own ??= join(Journal.create()));
    const journal = Journal.at(given);
    return journal && join(journal);
  };

  function join(journal: Journal): LocalThreadWatch {
    const watch = known.get(journal.id) ?? createThreadWatch(journal, sample);
    known.set(journal.id, watch);
    own ??= watch;
    return watch;
  }
}
