import type { AnalysisContext } from '../../context.js';
import type { Call, Operand, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, type Edge, type Exit, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';
import { isIdleCall } from './idle-call.js';

/** A signal whose abort rejects, except when it comes before anybody listens. */
export interface IgnoredAbort {
  readonly test: TestEvent;
  /** Where the function leaves as if nothing had happened. */
  readonly exit: Range;
  /** `signal.addEventListener('abort', …)`. */
  readonly listener: Call;
}

/** JavaScript: `if (signal.aborted) return;` before a listener that rejects. */
export function ignoredAborts(context: AnalysisContext, fn: FunctionModel): readonly IgnoredAbort[] {
  const listener = context.callsOf(fn).find(isAbortListener);
  if (!listener) return [];
  const graph = context.graphOf(fn);
  if (!codeOf(graph, listener.args[1]).some((code) => rejects(context, fn, code))) return [];
  const tests = new Set([...eventsOf(graph)].filter(isAbortedTest));
  return [...tests].flatMap((test) => {
    if (test.range[0] > listener.range[0]) return [];
    const search = new Search(test);
    return walkPaths(graph, search) && search.exit ? [{ test, exit: search.exit, listener }] : [];
  });
}

function isAbortListener({ name, args }: Call): boolean {
  return name.endsWith('.addEventListener') && args[0]?.constant === 'abort';
}

function isAbortedTest(event: ProtocolEvent): event is TestEvent {
  return event.kind === 'test' && /^!?[\w$.#]+\??\.aborted$/.test(event.text);
}

/** The listener as it is written, or the functions that the variable or field given as one holds. */
function codeOf(graph: Graph, listener: Operand | undefined): readonly string[] {
  if (listener?.form === 'function') return [listener.text];
  return [...eventsOf(graph)].flatMap((event) =>
    event.kind === 'update' && event.place.text === listener?.place?.text && event.value?.form === 'function'
      ? event.value.text
      : [],
  );
}

/** By itself, or by a method of the same object. */
function rejects({ model }: AnalysisContext, { className }: FunctionModel, code: string): boolean {
  if (REJECTS.test(code)) return true;
  const called = new Set([...code.matchAll(/\bthis\.([\w$#]+)\(/g)].map(([, name]) => name));
  return model.functions.some(
    (method) =>
      method.className !== undefined &&
      method.className === className &&
      called.has(method.name) &&
      REJECTS.test(model.text.slice(...method.range)),
  );
}

/** A function that is kept for later has no calls of its own. */
const REJECTS = /(^|[^\w$])reject\(/;

/** Looks for a way from an aborted signal to the end of the function on which nothing is done. */
class Search {
  readonly start: boolean = false;
  readonly #test: TestEvent;
  exit: Range | undefined;

  constructor(test: TestEvent) {
    this.#test = test;
  }

  key(isAborted: boolean): string {
    return String(isAborted);
  }

  onEvent(isAborted: boolean, event: ProtocolEvent): boolean | null {
    if (!isAborted || (event.kind === 'call' && isIdleCall(event.call))) return isAborted;
    return null;
  }

  onEdge(isAborted: boolean, { assume }: Edge): boolean | null {
    if (isAborted || !assume?.text.endsWith('.aborted')) return isAborted;
    return assume.value && assume.text === this.#test.text.replace(/^!/, '') ? true : null;
  }

  onExit(isAborted: boolean, { kind, range, value }: Exit): void {
    const isPlain = value === undefined || (value.calls.length === 0 && value.form === 'place');
    if (isAborted && isPlain && (kind === 'return' || kind === 'end')) this.exit ??= range;
  }
}
