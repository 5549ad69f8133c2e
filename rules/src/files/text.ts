/** The text of a file; bytes that are no UTF-8 stand for themselves badly, which is enough to find names. */
export function textOf(source: Uint8Array | string): string {
  return typeof source === 'string' ? source : new TextDecoder().decode(source);
}
