import type { ArgumentSpec } from '../api/entry.js';
import { declarationsNamed } from './declarations.js';
import type { Declaration, FileModel, NamedCall } from './model.js';

/** `&dev->queues[i]`: the address of something, for certain. */
export function isPlainAddress(text: string): boolean {
  return text.startsWith('&') && PATH.test(text);
}

/** What an argument may be declared as, by the names in it; undefined when its text is not known. */
export function declarationsIn(
  model: FileModel,
  { args }: NamedCall,
  { arg }: ArgumentSpec,
): readonly Declaration[] | undefined {
  const given = args();
  if (given === undefined || model.declarations.length === 0) return given && [];
  const words = given[arg]?.match(WORDS) ?? [];
  return words.flatMap((word) => declarationsNamed(model, word));
}

/** The words of a call's queue; undefined when they can't be told. */
export function queueWords(call: NamedCall): readonly string[] | undefined {
  const text = queueText(call);
  return text === '' ? [] : (text?.match(WORDS) ?? undefined);
}

/** The name by which others know a call's queue, `wq` of `&dev->queues[i].wq`; all its words where it is not as plain. */
export function queueNames(call: NamedCall): readonly string[] | undefined {
  const text = queueText(call);
  if (text === undefined || !PATH.test(text)) return queueWords(call);
  return text.replace(INDEX, '').match(WORDS)?.slice(-1);
}

/** Empty for a call without one; undefined when it can't be told. */
function queueText({ api, args }: NamedCall): string | undefined {
  if (!api.queue) return '';
  const given = args();
  return given && (given[api.queue.arg] ?? '');
}

const PATH = /^&?\s*\w+(?:\s*(?:->|\.)\s*\w+|\s*\[[^[\]]*\])*$/;
const INDEX = /\[[^[\]]*\]/g;
const WORDS = /[A-Za-z_]\w*/g;
