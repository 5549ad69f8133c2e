import type { AnalysisContext } from '../../context.js';

/** The functions of the file that call the one at `index`, by index. */
export function callersOf({ model, callsOf }: AnalysisContext, index: number): readonly number[] {
  return model.functions.flatMap((fn, caller) => {
    const isPossible = fn.mayReach?.().includes(index) ?? true;
    return isPossible && callsOf(fn).some(({ target }) => target === index) ? [caller] : [];
  });
}
