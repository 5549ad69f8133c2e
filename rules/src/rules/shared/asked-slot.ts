import type { AnalysisContext } from '../../context.js';
import { quoted } from '../../quoted.js';
import { eventsOf } from '../../protocol/graph.js';

/** A function that answers with a comparison of a count, itself or by a local: `return running + starting < max`. */
function isComputed(text: string, slot: string): boolean {
  const local = new RegExp(`const\\s+([\\w$]+)\\s*=[^;=]*${quoted(slot)}(?![\\w$])[^;=]*;`).exec(text)?.[1];
  const name = local === undefined ? quoted(slot) : `(?:${quoted(slot)}|${quoted(local)})`;
  return new RegExp(`return[^;]*(?<![\\w$.])${name}\\s*[<>]=?`).test(text);
}

/** Whether somebody looks at a slot, a count or a flag, before going on. */
export function isAsked({ model, graphOf }: AnalysisContext, slot: string): boolean {
  return model.functions.some(
    (fn) =>
      isComputed(model.text.slice(...fn.range), slot) ||
      [...eventsOf(graphOf(fn))].some(
        (event) => event.kind === 'test' && event.reads.some(({ text }) => text === slot),
      ),
  );
}
