import type { AnalysisContext } from '../../context.js';
import type { TestEvent } from '../../protocol/events.js';
import type { FunctionModel } from '../../protocol/model.js';
import { lastName, type Place } from '../../protocol/place.js';

/** What a test looks at: the places it reads, and those read by the getters and the functions of the file that it asks. */
export function testedPlaces(context: AnalysisContext, { reads, calls }: TestEvent): readonly Place[] {
  const asked = calls.flatMap(({ target }) =>
    target === undefined ? [] : answersOf(context, context.model.functions[target]),
  );
  return [...reads, ...reads.flatMap((read) => behindGetter(context, read)), ...asked];
}

/** What the getter behind `this.locked` reads: nothing where there is none. */
export function behindGetter(context: AnalysisContext, place: Place): readonly Place[] {
  return answersOf(context, getterOf(context, place));
}

/** The getter of the file that `this.name` asks. */
export function getterOf({ model }: AnalysisContext, place: Place): FunctionModel | undefined {
  if (!/^this\.[\w$#]+$/.test(place.text)) return undefined;
  const name = lastName(place);
  return model.functions.find(
    (fn) =>
      fn.name === name &&
      /\bget\s+$/.test(model.text.slice(Math.max(0, fn.nameRange[0] - 8), fn.nameRange[0])),
  );
}

function answersOf({ graphOf }: AnalysisContext, fn: FunctionModel | undefined): readonly Place[] {
  if (!fn || fn.parameters.length > 0) return [];
  return graphOf(fn).blocks.flatMap(({ exit }) => exit?.value?.reads ?? []);
}
