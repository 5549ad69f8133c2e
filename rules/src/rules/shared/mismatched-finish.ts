import type { AnalysisContext } from '../../context.js';
import type { Call, FinishEvent, Operand, ProtocolEvent, RegisterEvent } from '../../protocol/events.js';
import { eventsOf } from '../../protocol/graph.js';
import { declarationOf } from '../../protocol/declarations.js';
import { mayCall } from '../../protocol/model.js';
import type { RuleFinding } from '../../rule.js';

/** Entries finished on another queue than every one they were registered on in the same function. */
export function* mismatchedFinishes(context: AnalysisContext, owner: number): Iterable<RuleFinding> {
  const fn = context.model.functions[owner]!;
  if (!mayCall(fn, isFinish) || !context.callsOf(fn).some(isFinish)) return;
  const events = [...eventsOf(context.graphOf(fn))];
  const reported = new Set<number>();
  for (const finish of events) {
    if (finish.kind !== 'finish' || !finish.dequeues || !finish.queue || !finish.entry) continue;
    const registers = events.filter((event) => isRegisterOf(event, finish.entry!));
    if (registers.length === 0 || reported.has(finish.range[0])) continue;
    if (!registers.every((register) => areDifferent(context, owner, register.queue!, finish.queue!)))
      continue;
    reported.add(finish.range[0]);
    yield mismatch(context, registers[0]!, finish);
  }
}

function isFinish({ api }: Pick<Call, 'api'>): boolean {
  return api?.action === 'finish';
}

function isRegisterOf(event: ProtocolEvent, entry: Operand): event is RegisterEvent {
  return (
    event.kind === 'register' && event.queue !== undefined && event.entry?.place?.text === entry.place?.text
  );
}

/**
 * Certainly different queues: fields of one object with different names, or two different queues declared in sight.
 * Different variables may name one queue.
 */
function areDifferent(context: AnalysisContext, owner: number, a: Operand, b: Operand): boolean {
  if (!a.place || !b.place || a.place.text === b.place.text) return false;
  const [left, right] = [a.place.text, b.place.text].map((text) =>
    /^(.*?(?:->|\.))([\w$#]+)(?:\[.*\])?$/.exec(text),
  );
  if (left && right) return left[1] === right[1] && left[2] !== right[2];
  const declared = [a, b].map((operand) => declarationOf(context.model, operand, owner));
  return declared.every((declaration) => declaration?.is === 'queue' && declaration.shape === 'object');
}

function mismatch(context: AnalysisContext, register: RegisterEvent, finish: FinishEvent): RuleFinding {
  const line = context.lines.lineAt(register.range[0]);
  const [registered, given] = [register.queue!, finish.queue!];
  return {
    confidence: 'high',
    range: given.range,
    message: `'${finish.entry!.place?.text}' was registered on '${registered.text}' in line ${line} but is finished on '${given.text}': the list is changed under the wrong queue's lock; finish it where it was registered.`,
    related: [{ message: `registered on '${registered.text}' here`, range: register.range }],
    suggestions: [
      {
        message: `Finish it on '${registered.text}'.`,
        edits: [{ range: given.range, text: registered.text }],
      },
    ],
  };
}
