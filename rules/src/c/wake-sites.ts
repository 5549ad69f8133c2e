import type { WakeSite } from '../protocol/model.js';
import { argumentsAt } from './handlers.js';
import type { Names } from './names.js';
import type { Scan } from './scan-result.js';

/** Every wake-up of the file as it is written, also in functions that are not worth lowering. */
export function wakeSitesOf(text: string, scan: Scan, names: Names): readonly WakeSite[] {
  return scan.mentions.flatMap((mention) => {
    const { word, start, depth } = mention;
    const api = depth > 0 ? names.api(word) : undefined;
    const args = api?.action === 'wake' && api.queue ? argumentsAt(text, mention) : [];
    const queue = args[api?.queue?.arg ?? 0];
    if (!queue) return [];
    const range = [start, start + word.length] as const;
    return [{ text: `${word}(${args.join(', ')})`, queue, range, api: api! }];
  });
}
