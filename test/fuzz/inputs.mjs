import fc from 'fast-check';
import { mutate, mutation } from './mutate.mjs';

const STEP = 100;
/** Of a longer file, every hundredth byte would take the whole run. */
const LONGEST_TRUNCATED = 40_000;

/**
 * The inputs of a run, one after the other, all decided by the seed: by turns a file cut off at the next hundredth byte
 * and a file that one to four mutations damaged.
 */
export function* inputsOf(seeds, count, seed) {
  const cuts = truncations(seeds, seed);
  const damaged = fc.sample(damagedInput(seeds), { numRuns: Math.ceil(count / 2), seed });
  for (let index = 0; index < count; index++) {
    const cut = index % 2 === 0 ? cuts.next() : { done: true };
    yield cut.done ? damaged[index >> 1] : cut.value;
  }
}

/** A damaged file as a property test wants it. */
export function damagedInput(seeds) {
  return fc
    .record({
      file: fc.constantFrom(...seeds),
      other: fc.constantFrom(...seeds),
      mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
    })
    .map(({ file, other, mutations }) => mutate(file, other, mutations));
}

function* truncations(seeds, seed) {
  const short = seeds.filter(({ text }) => text.length <= LONGEST_TRUNCATED);
  if (short.length === 0) return;
  const shuffled = fc.shuffledSubarray(short, { minLength: short.length });
  for (const { name, text } of fc.sample(shuffled, { numRuns: 1, seed })[0]) {
    const bytes = Buffer.from(text);
    for (let end = STEP; end < bytes.length; end += STEP) {
      yield {
        name,
        text: bytes.subarray(0, end).toString(),
        encoding: 'utf8',
        how: `cut off at byte ${end}`,
      };
    }
  }
}
