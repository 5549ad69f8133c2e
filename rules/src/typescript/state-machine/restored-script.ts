import type { ParsedScript } from '../../analyze.js';
import type { SourceMap } from '../../protocol/source-map.js';
import { restoreFunctions } from './restore.js';

/** Parses a text; undefined for one that can't be parsed. */
export type ParseAgain = (text: string) => ParsedScript | undefined;

/** A parsed file; `sourceMap` tells where its text comes from, if it is not the file's own. */
export interface RestoredScript {
  readonly text: string;
  readonly parsed: ParsedScript;
  readonly sourceMap?: SourceMap;
}

/** The file with its async functions and generators as they were before a compiler took them apart. */
export function restoredScript(text: string, parsed: ParsedScript, parse: ParseAgain): RestoredScript {
  let restored = known.get(parsed.ast);
  if (!restored) known.set(parsed.ast, (restored = restore(text, parsed, parse)));
  return restored;
}

/** The rules read a file up to two times. */
const known = new WeakMap<object, RestoredScript>();

function restore(text: string, parsed: ParsedScript, parse: ParseAgain): RestoredScript {
  const restored = restoreFunctions(text, parsed);
  const again = restored && parse(restored.text);
  return again ? { ...restored, parsed: again } : { text, parsed };
}
