export interface Placed {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
}

export function compareReadings<F extends Placed, V extends Placed>(
  findings: readonly F[],
  verdicts: readonly V[],
): {
  readonly read: readonly (V & { readonly confidence?: 'high' | 'medium' })[];
  readonly unread: readonly F[];
  readonly stale: readonly V[];
};
