/**
 * Throws for an argument that is not what it must be, and says what it is.
 *
 * @param what as in "Expected a number, got 5"
 */
export function expected(what: string, got: unknown, Kind: ErrorConstructor = TypeError): never {
  throw new Kind(`Expected ${what}, got ${String(got)}`);
}
