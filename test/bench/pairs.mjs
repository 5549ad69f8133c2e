/**
 * Times two programs in turn, in small chunks, and compares chunk with neighbouring chunk: on a machine that
 * others use too, the ratio of neighbours is steadier than either time.
 */
export async function comparePairs(base, other, { rounds = 60, warmup = 15, chunk = 20_000 } = {}) {
  const ratios = [];
  const times = { base: [], other: [] };
  for (let round = 0; round < rounds + warmup; round++) {
    const otherFirst = round % 2 === 1;
    const first = await time(otherFirst ? other : base, chunk);
    const second = await time(otherFirst ? base : other, chunk);
    const [b, o] = otherFirst ? [second, first] : [first, second];
    if (round < warmup) continue;
    ratios.push(o / b);
    times.base.push(b);
    times.other.push(o);
  }
  return { ratio: median(ratios), base: median(times.base), other: median(times.other) };
}

async function time(program, count) {
  const start = performance.now();
  await program(count);
  return ((performance.now() - start) * 1e6) / count;
}

export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

export function row(name, ...cells) {
  console.log(name.padEnd(34) + cells.map((cell) => String(cell).padStart(14)).join(''));
}
