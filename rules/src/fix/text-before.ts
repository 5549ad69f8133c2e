/** The text that ends at an offset, as far back as any statement reaches: looking at all of a long file takes too long. */
export function textBefore(source: string, offset: number): string {
  return source.slice(Math.max(0, offset - REACH), offset);
}

const REACH = 4000;
