import type { AnalysisContext } from '../../context.js';
import { eventsOf } from '../../protocol/graph.js';

/** Whether somebody looks at a slot, a count or a flag, before going on. */
export function isAsked({ model, graphOf }: AnalysisContext, slot: string): boolean {
  return model.functions.some((fn) =>
    [...eventsOf(graphOf(fn))].some(
      (event) => event.kind === 'test' && event.reads.some(({ text }) => text === slot),
    ),
  );
}
