import type { AnalyzeOptions, ParsedScript } from '../../analyze.js';
import { isWorthLowering } from '../lower.js';
import { mentionsMachine } from './machines.js';
import { restoredScript, type ParseAgain, type RestoredScript } from './restored-script.js';

/** A script as people wrote it, before a compiler took its async functions apart; as it stands if the rules look at nothing in it. */
export function asWritten(
  text: string,
  parsed: ParsedScript,
  options: Pick<AnalyzeOptions, 'api' | 'resolve'>,
  parse: ParseAgain,
): RestoredScript {
  const isWorth = mentionsMachine(text) && isWorthLowering(text, parsed, options);
  return isWorth ? restoredScript(text, parsed, parse) : { text, parsed };
}
