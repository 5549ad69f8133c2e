/** A stream of numbers from a seed, the same on every machine. */
export function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

interface Scope {
  readonly depth: number;
  /** Names of the loops around, innermost last; an empty name for a `switch`. */
  readonly loops: readonly string[];
  readonly isInLoop: boolean;
}

/**
 * A program `async function main(log, ask)` of nested statements with `await` in all places. `log(n)` notes that it got
 * somewhere, `ask()` decides where it goes on, and `tick()` ends the loops in the end.
 */
export function randomProgram(seed: number): string {
  const next = randomFrom(seed);
  let count = 0;

  const value = (depth: number): string => {
    const inner = (): string => (depth > 1 ? `log(${++count})` : value(depth + 1));
    switch (next(9)) {
      case 0:
        return `ask() && (await ${inner()})`;
      case 1:
        return `(await ask()) || ${inner()}`;
      case 2:
        return `ask() ? await ${inner()} : ${inner()}`;
      case 3:
        return `add(await ${inner()}, ${inner()})`;
      case 4:
        return `box.add(${inner()}, await ask())`;
      case 5:
        return `box.sum + (await ${inner()})`;
      case 6:
        return `!(await ask())`;
      case 7:
        return `[${inner()}, await ${inner()}].length`;
      default:
        return next(2) === 0 ? `await ask(${++count})` : `ask(${++count})`;
    }
  };

  const block = (scope: Scope): string => {
    const length = 1 + next(3);
    return `{ ${Array.from({ length }, () => statement({ ...scope, depth: scope.depth + 1 })).join(' ')} }`;
  };

  const leave = ({ loops, isInLoop }: Scope): string => {
    const named = loops.filter((name) => name !== '');
    switch (next(5)) {
      case 0:
        return loops.length > 0 ? 'break;' : 'return;';
      case 1:
        return isInLoop ? 'continue;' : `throw ${++count};`;
      case 2:
        return named.length > 0
          ? `${next(2) === 0 ? 'break' : 'continue'} ${named[next(named.length)]!};`
          : 'return 7;';
      case 3:
        return `return ${value(2)};`;
      default:
        return `throw ${++count};`;
    }
  };

  const simple = (): string => {
    switch (next(5)) {
      case 0:
        return `box.sum = ${value(1)};`;
      case 1:
        return `box.sum += await ask(${++count});`;
      case 2: {
        const name = `v${++count}`;
        return `const ${name} = ${value(1)}; log(${name}); ${next(2) === 0 ? `later.push(() => ${name});` : ''}`;
      }
      default:
        return `log(${value(0)});`;
    }
  };

  const loop = (scope: Scope): string => {
    const name = `loop${++count}`;
    const inner = { ...scope, loops: [...scope.loops, name], isInLoop: true };
    switch (next(4)) {
      case 0:
        return `${name}: while (tick() && (${value(2)})) ${block(inner)}`;
      case 1:
        return `${name}: do ${block(inner)} while (tick() && (${value(2)}));`;
      case 2:
        return `${name}: for (let i = 0; i < 3 && tick(); i++) ${block(inner)}`;
      default:
        return `${name}: for (; tick(); ${value(2)}) ${block(inner)}`;
    }
  };

  const choice = (scope: Scope): string => {
    const inner = { ...scope, loops: [...scope.loops, ''] };
    const arms = [1, 2, 3].slice(next(2)).map((label) => {
      const head = label === 2 && next(2) === 0 ? 'default' : `case ${label}`;
      return `${head}: ${statement({ ...inner, depth: scope.depth + 1 })} ${next(2) === 0 ? 'break;' : ''}`;
    });
    return `switch (ask()) { ${arms.join(' ')} }`;
  };

  const guarded = (scope: Scope): string => {
    const handler =
      next(3) === 0
        ? ''
        : ` catch (error) { log(error); ${statement({ ...scope, depth: scope.depth + 1 })} }`;
    const finalizer = handler === '' || next(2) === 0 ? ` finally { log(await ask(${++count})); }` : '';
    return `try ${block(scope)}${handler}${finalizer}`;
  };

  const statement = (scope: Scope): string => {
    if (scope.depth > 2) return simple();
    switch (next(9)) {
      case 0:
        return `if (${value(1)}) ${block(scope)} else ${block(scope)}`;
      case 1:
        return `if (${value(1)}) ${block(scope)}`;
      case 2:
        return `if (${value(2)}) { ${leave(scope)} }`;
      case 3:
        return loop(scope);
      case 4:
        return choice(scope);
      case 5:
        return guarded(scope);
      default:
        return simple();
    }
  };

  const body = Array.from({ length: 2 }, () => statement({ depth: 1, loops: [], isInLoop: false })).join(
    '\n  ',
  );
  return `async function main(log, ask, tick, add, box, later) {\n  ${body}\n}\n`;
}

/** What happens when a program runs: each place it comes to, and how it ends. */
export async function traceOf(program: string, seed: number): Promise<readonly string[]> {
  const next = randomFrom(seed + 1);
  const trace: string[] = [];
  let left = 40;
  const note = (what: string): number => {
    if (trace.length > 2_000) throw new RangeError('it does not end');
    return trace.push(what);
  };
  const log = (at: unknown): number => note(`at ${typeof at === 'object' ? 'object' : String(at)}`);
  const ask = (): number => {
    const answer = next(4);
    note(`answer ${answer}`);
    return answer;
  };
  const add = (a: number, b: number): number => log(`sum ${Number(a) + Number(b)}`);
  const box = { sum: 0, add };
  const later: (() => unknown)[] = [];
  const main = new Function(`${program}\nreturn main;`)() as (...all: unknown[]) => Promise<unknown>;
  try {
    trace.push(`gives ${String(await main(log, ask, () => left-- > 0, add, box, later))}`);
  } catch (error) {
    trace.push(`throws ${String(error)}`);
  }
  return [...trace, `sum ${box.sum}`, ...later.map((one) => String(one()))];
}
