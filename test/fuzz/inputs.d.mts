import type { Input } from './judge.mjs';
import type { Seed } from './seeds.mjs';

export function inputsOf(seeds: readonly Seed[], count: number, seed: number): Iterable<Input>;
