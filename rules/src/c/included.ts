/**
 * What stands behind `#include`: names in quotes, the text's own headers, as they are, and with `all` those in angle brackets
 * behind them, with their brackets.
 */
export function* includedIn(text: string, which: 'own' | 'all' = 'own'): Iterable<string> {
  const shared: string[] = [];
  for (let at = text.indexOf('#'); at >= 0; at = text.indexOf('#', at + 1)) {
    INCLUDE.lastIndex = at;
    const found = INCLUDE.exec(text);
    if (found?.[1] !== undefined) yield found[1];
    else if (found?.[2] !== undefined) shared.push(found[2]);
  }
  if (which === 'all') yield* shared;
}

const INCLUDE = /#[ \t]*include[ \t]*(?:"([^"\n]+)"|(<[^>\n]+>))/y;
