import { kernelApi } from '../api/kernel.js';
import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import type { Call } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { FunctionModel } from '../protocol/model.js';

/** `wait(…);` → `if (wait(…)) return -ERESTARTSYS;`, where nothing is held that would have to be given back. */
export function suggestReturningResult(
  context: AnalysisContext,
  fn: FunctionModel,
  call: Call,
): readonly Suggestion[] {
  const { text } = context.model;
  const [start, end] = call.range;
  const lineStart = context.lines.lineStart(start);
  const indent = text.slice(lineStart, start);
  if (call.use !== 'dropped' || text[end] !== ';' || !/^[ \t]*$/.test(indent)) return [];
  // a body without braces may be followed by an else, which must not become that of the new if
  if (!/[;{}]\s*$/.test(withoutComments(text.slice(fn.range[0], lineStart)))) return [];
  if (!returnsNumber(context, fn) || holdsSomething(context, fn, call)) return [];
  const edits = [
    { range: [start, start] as const, text: 'if (' },
    { range: [end, end + 1] as const, text: `)\n${indent}\treturn -ERESTARTSYS;` },
  ];
  return [{ message: 'Return -ERESTARTSYS when a signal ended the wait.', edits }];
}

/** `wait_event_interruptible` → `wait_event`: the sleep that no signal ends. */
export function suggestWithoutSignals({ name, nameRange }: Call): readonly Suggestion[] {
  const better = name.replace(/_(interruptible|killable|freezable)/, '');
  if (better === name || !kernelApi(better)) return [];
  return [
    {
      message: `Wait with ${better}(), which no signal ends.`,
      edits: [{ range: nameRange, text: better }],
    },
  ];
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\//g, '');
}

/** Every way out that is in sight returns a number. */
function returnsNumber(context: AnalysisContext, fn: FunctionModel): boolean {
  const returns = context.graphOf(fn).blocks.flatMap(({ exit }) => (exit?.kind === 'return' ? [exit] : []));
  return (
    returns.length > 0 &&
    returns.every(({ value }) => value && /^-?\s*(\w+)$/.test(value.text) && value.constant !== null)
  );
}

/** A lock, memory or a reference taken before the call, as far as names tell. */
function holdsSomething(context: AnalysisContext, fn: FunctionModel, { range }: Call): boolean {
  return [...eventsOf(context.graphOf(fn))].some((event) => {
    if (event.range[0] >= range[0]) return false;
    if (event.kind === 'lock' || event.kind === 'register') return true;
    return (
      event.kind === 'call' && /alloc|_get|lock|request|enable|acquire|register|add/.test(event.call.name)
    );
  });
}
