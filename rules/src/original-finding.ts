import type { Edit, Finding, Suggestion } from './finding.js';
import type { SourceMap } from './protocol/source-map.js';

/** A finding in the text that the analysed one was made from. Changes are offered only to what stands there as it was read. */
export function inOriginal(finding: Finding, map: SourceMap): Finding {
  const { fix, suggestions, related, ...rest } = finding;
  const fixed = fix && editsInOriginal(fix, map);
  return {
    ...rest,
    range: map.rangeOf(finding.range),
    related: related.map((place) => ({ ...place, range: map.rangeOf(place.range) })),
    ...(fixed ? { fix: fixed } : {}),
    suggestions: suggestions.flatMap((suggestion): Suggestion[] => {
      const edits = editsInOriginal(suggestion.edits, map);
      return edits ? [{ ...suggestion, edits }] : [];
    }),
  };
}

function editsInOriginal(edits: readonly Edit[], map: SourceMap): readonly Edit[] | undefined {
  const mapped = edits.map(({ range, text }) => ({ range: map.exactRangeOf(range), text }));
  return mapped.every((edit): edit is Edit => edit.range !== undefined) ? mapped : undefined;
}
