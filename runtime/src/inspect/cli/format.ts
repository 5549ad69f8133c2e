import { stripVTControlCharacters, styleText } from 'node:util';
import prettyMs from 'pretty-ms';

/** A time in milliseconds in few characters, as `1.5s` or `2m 3s`. */
export function formatAge(ms: number): string {
  if (ms < 1) return ms <= 0 ? '0' : '<1ms';
  if (ms < 1000) return `${Math.round(ms)}ms`;
  return prettyMs(ms, { unitCount: 2, secondsDecimalDigits: ms < 10_000 ? 1 : 0 });
}

/**
 * Text of the program that is watched, on one line: names and sources may hold what a terminal would take for
 * commands.
 */
export function plainText(text: string): string {
  return stripVTControlCharacters(text)
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim();
}

/** Text in a colour or style, on terminals whose user wants that (`NO_COLOR`). */
export function paint(style: 'bold' | 'dim' | 'red' | 'yellow', text: string): string {
  return process.env['NO_COLOR'] ? text : styleText(style, text, { validateStream: false });
}
