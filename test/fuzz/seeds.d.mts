export interface Seed {
  readonly name: string;
  readonly text: string;
}

export function ownSeeds(): readonly Seed[];
