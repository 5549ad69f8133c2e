/** The value of a C literal: numbers with suffixes, characters, strings, true, false and NULL. */
export function constantOf(source: string): string | number | boolean | null | undefined {
  if (source === 'true') return true;
  if (source === 'false') return false;
  if (source === 'NULL' || source === 'nullptr') return null;
  if (source.startsWith('"')) return source.slice(1, -1);
  return numberOf(source);
}

function numberOf(source: string): number | undefined {
  const match = /^(-?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[0-7]*|[1-9][0-9]*)([uUlL]*)$/.exec(source);
  if (!match) return undefined;
  const [, sign, digits] = match;
  const value = /^0[0-7]+$/.test(digits!) ? parseInt(digits!, 8) : Number(digits);
  return sign ? -value : value;
}
