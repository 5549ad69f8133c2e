import type { AnalysisContext } from '../../context.js';
import type { Call } from '../../protocol/events.js';
import { walkPaths } from '../../protocol/paths.js';
import { endingOf, promiseWaits, type PromiseWait } from './promise-wait.js';

/** A listener that is added for a promise which has been settled on the same way. */
export interface SettledBefore {
  /** `resolve()` */
  readonly settles: Call;
  /** `emitter.once(…)` */
  readonly listens: Call;
}

/** Finds executors that settle without a `return` and go on to listen for what would settle the promise. */
export function findSettledBefore(context: AnalysisContext): readonly SettledBefore[] {
  return promiseWaits(context).flatMap((wait) => {
    const calls = context.callsOf(wait.fn);
    const isBoth = calls.some((call) => wait.settlers.includes(call.name)) && calls.some(isListening);
    return isBoth ? (settledBefore(context, wait) ?? []) : [];
  });
}

const LISTENS = /\.(on|once|addListener|addEventListener)$/;

function isListening({ name, receiver }: Call): boolean {
  return LISTENS.test(name) && receiver !== undefined;
}

function settledBefore(context: AnalysisContext, wait: PromiseWait): SettledBefore | undefined {
  let found: SettledBefore | undefined;
  const isComplete = walkPaths<{ readonly by: Call | null }>(context.graphOf(wait.fn), {
    start: { by: null },
    key: ({ by }) => String(by?.range[0]),
    onEvent(state, event) {
      if (event.kind === 'opaque') return null;
      if (event.kind !== 'call') return state;
      const { call } = event;
      if (wait.settlers.includes(call.name)) return { by: state.by ?? call };
      if (state.by && isListening(call) && settlesLater(context, wait, call))
        found ??= { settles: state.by, listens: call };
      return state;
    },
  });
  return isComplete ? found : undefined;
}

/** It has nothing to do but to settle the promise; on an emitter that was there before. */
function settlesLater(context: AnalysisContext, wait: PromiseWait, call: Call): boolean {
  const handler = call.args[1];
  const body = context.model.text.slice(wait.maker.range[0], call.range[0]);
  const isMade = new RegExp(`(?:const|let|var)\\s+${call.receiver!.root.replaceAll('$', '\\$')}\\s*=`).test(
    body,
  );
  return handler !== undefined && !isMade && endingOf(context, wait, call, handler).settles;
}
