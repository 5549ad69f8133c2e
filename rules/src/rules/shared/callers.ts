import type { AnalysisContext } from '../../context.js';
import type { FileModel } from '../../protocol/model.js';

/** The functions of the file that call the one at `index`, by index. */
export function callersOf({ model, callsOf }: AnalysisContext, index: number): readonly number[] {
  return possibleCallers(model, index).filter((caller) =>
    callsOf(model.functions[caller]!).some(({ target }) => target === index),
  );
}

/** By the texts of the functions, which are gone through once. */
function possibleCallers(model: FileModel, index: number): readonly number[] {
  let callers = known.get(model);
  if (!callers) known.set(model, (callers = callersByCallee(model)));
  const { byCallee, unclear } = callers;
  return [...unclear, ...(byCallee.get(index) ?? [])].sort((a, b) => a - b);
}

interface Callers {
  readonly byCallee: ReadonlyMap<number, readonly number[]>;
  /** Those of which it can't be told without reading them. */
  readonly unclear: readonly number[];
}

const known = new WeakMap<FileModel, Callers>();

function callersByCallee({ functions }: FileModel): Callers {
  const byCallee = new Map<number, number[]>();
  const unclear: number[] = [];
  for (const [caller, fn] of functions.entries()) {
    const callees = fn.mayReach?.();
    if (!callees) unclear.push(caller);
    for (const callee of callees ?? []) {
      const callers = byCallee.get(callee);
      if (callers) callers.push(caller);
      else byCallee.set(callee, [caller]);
    }
  }
  return { byCallee, unclear };
}
