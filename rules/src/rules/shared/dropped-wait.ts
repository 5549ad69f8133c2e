import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';

/** A call whose result is dropped where the other calls of the same function keep theirs. */
export interface DroppedWait {
  readonly fn: FunctionModel;
  readonly call: Call;
  /** How many other calls there are. */
  readonly kept: number;
}

/** Finds the one call of a function named for waiting (`waitFor…`) that drops what all others keep. */
export function findDroppedWaits({ model, callsOf }: AnalysisContext): readonly DroppedWait[] {
  const sites = model.functions.flatMap((fn) =>
    callsOf(fn)
      .filter(({ target, api, name }) => target !== undefined && !api && WAITS.test(name))
      .map((call) => ({ fn, call })),
  );
  return sites.flatMap(({ fn, call }) => {
    const others = sites.filter((site) => site.call !== call && site.call.target === call.target);
    const isAlone = others.length > 0 && others.every((other) => !isDropped(other.call));
    return isDropped(call) && isAlone ? { fn, call, kept: others.length } : [];
  });
}

/** `wait`, `this.waitFor`, `#waitUntilIdle`; not `waiters` or `waiting`. */
const WAITS = /(^|[.#])_*wait(?=[A-Z_]|$)[\w$]*$/;

/** An awaited call may be called for the waiting alone. */
function isDropped({ use, awaited }: Call): boolean {
  return use === 'dropped' && awaited !== true;
}
