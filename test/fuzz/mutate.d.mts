import type { Arbitrary } from 'fast-check';
import type { Input } from './judge.mjs';

/** One way to damage a text; its places are shares of the text's length, below 1,000,000. */
export type Mutation = { readonly kind: string } & Readonly<Record<string, string | number>>;

export const mutation: Arbitrary<Mutation>;

export function mutate(
  file: Pick<Input, 'name' | 'text'>,
  other: Pick<Input, 'name' | 'text'>,
  mutations: readonly Mutation[],
): Input;
