import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import type { Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { quoted } from '../../quoted.js';
import { storesIn } from './dropped-waiters.js';
import { wordOf } from './promise-wait.js';

/** A waiter that has left its list when what is made for it fails, and whom nobody tells. */
export interface LostOnAwait {
  /** `this.waiting.shift()` */
  readonly takes: Call;
  readonly store: string;
  readonly exit: Exit;
}

/** Finds `const next = this.waiting.shift(); next(await this.create());`, where a rejection leaves `next` uncalled. */
export function findLostOnAwait(context: AnalysisContext): readonly LostOnAwait[] {
  const { functions } = context.model;
  const stores = new Set(functions.flatMap((fn) => storesIn(context, fn)));
  if (stores.size === 0) return [];
  return functions.flatMap((fn) => {
    if (!fn.isAsync || fn.isTopLevel) return [];
    return context.callsOf(fn).flatMap((takes) => {
      const store = takes.receiver?.text;
      if (store === undefined || !stores.has(store) || !/\.(shift|pop)$/.test(takes.name)) return [];
      const exit = exitWith(context, fn, takes);
      return exit ? [{ takes, store, exit }] : [];
    });
  });
}

interface State {
  readonly holds: boolean;
  /** Something has rejected since the waiter was taken. */
  readonly isThrown: boolean;
}

/** A rejection that leaves the function while it holds the waiter. */
function exitWith(context: AnalysisContext, fn: FunctionModel, takes: Call): Exit | undefined {
  const text = context.model.text.slice(...fn.range);
  const made = new RegExp(
    `(?:const|let|var)\\s+([\\w$]+)\\s*(?::[^=;]*)?=\\s*${quoted(takes.name)}\\(\\s*\\)\\s*[;\\n]`,
  ).exec(text);
  const name = made?.[1];
  if (name === undefined) return undefined;
  let found: Exit | undefined;
  const isComplete = walkPaths<State>(context.graphOf(fn), {
    start: { holds: false, isThrown: false },
    key: ({ holds, isThrown }) => `${holds}${isThrown}`,
    onEvent(state, event) {
      if (event.kind === 'opaque') return null;
      if (event.kind !== 'call') return state;
      if (event.call === takes) return { holds: true, isThrown: false };
      const { name: callee, args } = event.call;
      const isGiven = callee.split('.')[0] === name || args.some((arg) => wordOf(name).test(arg.text));
      return isGiven ? { holds: false, isThrown: false } : state;
    },
    onEdge(state, { assume, thrown }) {
      // There was nobody to take.
      if (assume?.text === name && !assume.value) return { holds: false, isThrown: false };
      return thrown ? { ...state, isThrown: state.holds } : state;
    },
    onExit({ holds, isThrown }, exit) {
      const isTold = context.model.text.startsWith('throw', exit.range[0]);
      if (holds && isThrown && exit.kind === 'throw' && !isTold) found ??= exit;
    },
  });
  return isComplete ? found : undefined;
}
