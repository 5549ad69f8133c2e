import { SLEEPING_FLAGS } from '../api/sleeping.js';
import type { Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import type { FileModel } from '../protocol/model.js';

/** Lets an allocation fail rather than sleep: `GFP_KERNEL` becomes `GFP_ATOMIC`. */
export function suggestAtomicFlags(model: FileModel, { api, args }: Call): readonly Suggestion[] {
  const flags = api?.flags === undefined ? undefined : args[api.flags];
  const written = flags && model.text.slice(...flags.range);
  const match = written && SLEEPING_FLAGS.exec(written);
  if (!match) return [];
  const start = flags.range[0] + match.index;
  const edits = [{ range: [start, start + match[0].length], text: 'GFP_ATOMIC' }] as const;
  return [{ message: 'Allocate with GFP_ATOMIC, which may fail but never sleeps.', edits }];
}
