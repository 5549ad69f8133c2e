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
    // What a function does with its own outcome says nothing of its callers.
    const others = sites.filter(
      (site) =>
        site.call !== call &&
        site.call.target === call.target &&
        model.functions.indexOf(site.fn) !== call.target,
    );
    const isAlone = others.length > 0 && others.every((other) => !isDropped(other.call));
    return isDropped(call) && isAlone ? { fn, call, kept: others.length } : [];
  });
}

/** `wait`, `this.waitFor`, `#waitUntilIdle`; not `waiters` or `waiting`. */
const WAITS = /(^|[.#])_*wait(?=[A-Z_]|$)[\w$]*$/;

/** An awaited call may be called for the waiting alone, and one that is given a function may call that back. */
function isDropped({ use, awaited, args }: Call): boolean {
  return use === 'dropped' && awaited !== true && !args.some(({ form }) => form === 'function');
}

/** A pause that is begun and not waited for: what comes after it runs at once. */
export function findDroppedPauses(context: AnalysisContext): readonly Call[] {
  const { model, callsOf } = context;
  const imported = importedPauses(model.text);
  return model.functions.flatMap((fn) =>
    callsOf(fn).filter((call) => isDropped(call) && (imported.has(call.name) || isPause(context, call))),
  );
}

/** The names under which a file knows `setTimeout` of `timers/promises`. */
function importedPauses(text: string): ReadonlySet<string> {
  const list =
    /(?:import|const|let|var)\s*\{([^}]*)\}\s*(?:from|=\s*require\()\s*['"](?:node:)?timers\/promises['"]/.exec(
      text,
    )?.[1];
  const names = [...(list ?? '').matchAll(/\bsetTimeout\b(?:\s*(?:as|:)\s*([\w$]+))?/g)];
  return new Set(names.map(([, local]) => local ?? 'setTimeout'));
}

/** A function of the file that gives a promise of a timer and nothing else. */
function isPause({ model }: AnalysisContext, { target, name }: Call): boolean {
  const fn = target === undefined || name === 'Promise' ? undefined : model.functions[target];
  return fn !== undefined && PAUSE.test(model.text.slice(...fn.range));
}

const PAUSE =
  /(?:=>\s*|return\s+|\{\s*await\s+)new Promise(?:<[^<>()]*>)?\(\s*(?:function\s*)?\(?\s*([\w$]+)\s*\)?\s*(?:=>)?\s*\{?\s*(?:return\s+|void\s+)?(?:\w+\.)?setTimeout\(\s*(?:\1|\(\)\s*=>\s*\1\(\))\s*,[^;{}]*\)\s*;?\s*\}?\s*\)\s*;?\s*\}?$/;
