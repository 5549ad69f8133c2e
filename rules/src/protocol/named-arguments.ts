import type { ArgumentSpec } from '../api/entry.js';
import { declarationsNamed } from './declarations.js';
import type { Declaration, FileModel, NamedCall } from './model.js';

/** `&dev->queues[i]`: the address of something, for certain. */
export function isPlainAddress(text: string): boolean {
  return ADDRESS.test(text);
}

const ADDRESS = /^&\s*\w+(?:\s*(?:->|\.)\s*\w+|\s*\[[^[\]]*\])*$/;

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
export function queueWords({ api, args }: NamedCall): readonly string[] | undefined {
  const given = api.queue ? args() : [];
  const text = given?.[api.queue?.arg ?? 0];
  if (given === undefined || text === undefined) return given && [];
  return text.match(WORDS) ?? undefined;
}

const WORDS = /[A-Za-z_]\w*/g;
