import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { isAsked } from './asked-slot.js';
import { isJob } from './job.js';

/** A slot that an async function takes, and keeps when the job it awaits rejects. */
export interface StuckSlot {
  readonly taken: UpdateEvent;
  /** Where the slot is given back when all goes well. */
  readonly gives: UpdateEvent;
  readonly exit: Exit;
}

/** Finds `this.running++; await job(); this.running--; this.next();` with no `finally`. */
export function findStuckSlots(context: AnalysisContext, fn: FunctionModel): readonly StuckSlot[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  const updates = [...eventsOf(context.graphOf(fn))].filter(isUpdate);
  const { text } = context.model;
  const slots = new Set(updates.filter((event) => takes(text, event)).map(({ place }) => place.text));
  for (const slot of slots) {
    const gives = updates.find((event) => event.place.text === slot && !takes(text, event));
    const found = gives && search(context, fn, slot);
    if (found && isAsked(context, slot)) return [{ ...found, gives }];
  }
  return [];
}

function isUpdate(event: { readonly kind: string }): event is UpdateEvent {
  return event.kind === 'update';
}

/** `running++`, `busy = true`, of what others see. */
function takes(text: string, { place, value, range }: UpdateEvent): boolean {
  if (!place.shared) return false;
  return value ? value.constant === true : /\+\+|\+=/.test(text.slice(...range));
}

function search(
  context: AnalysisContext,
  fn: FunctionModel,
  slot: string,
): Omit<StuckSlot, 'gives'> | undefined {
  const jobs = context.callsOf(fn).filter((call) => isJob(context, fn, call));
  const { text } = context.model;
  const thinks = /\bfinally\b/.test(text.slice(...fn.range));
  let found: Omit<StuckSlot, 'gives'> | undefined;
  let isGivenBack = false;
  const isComplete = walkPaths<{ readonly taken: UpdateEvent | null }>(context.graphOf(fn), {
    start: { taken: null },
    key: ({ taken }) => String(taken?.range[0]),
    onEvent(state, event) {
      if (event.kind === 'opaque') return null;
      if (event.kind !== 'update' || event.place.text !== slot) return state;
      isGivenBack ||= state.taken !== null;
      return { taken: !state.taken && takes(context.model.text, event) ? event : null };
    },
    onExit({ taken }, exit) {
      const isOfJob = jobs.some(({ range }) => exit.range[0] <= range[0] && range[1] <= exit.range[1]);
      // What failed in between is told on by the function itself; a flag, or a `finally` that thinks, may leave it to say so.
      const isToldOn = taken?.value === undefined && !thinks && /^throw\b/.test(text.slice(...exit.range));
      if (taken && exit.kind === 'throw' && (isOfJob || isToldOn)) found ??= { taken, exit };
    },
  });
  return isComplete && isGivenBack ? found : undefined;
}
