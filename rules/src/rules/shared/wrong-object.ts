import type { AnalysisContext } from '../../context.js';
import { meetNowhere } from '../../explain/apart.js';
import type { Call, Operand } from '../../protocol/events.js';
import { declarationOf } from '../../protocol/declarations.js';
import type { RuleFinding } from '../../rule.js';

/** JavaScript: the queue argument is a copy, or a queue that nobody else can know. */
export function* wrongObjectFindings(
  context: AnalysisContext,
  owner: number,
  call: Call,
): Iterable<RuleFinding> {
  const { api } = call;
  const spec = api?.family === 'wait' || api?.family === 'swait' ? api.queue : undefined;
  const given = spec && call.args[spec.arg];
  if (given) yield* checkObject(context, owner, call, given);
  if (api?.name === 'SharedWaitQueue.create') yield* createdInWorker(context, call);
}

function* checkObject(
  context: AnalysisContext,
  owner: number,
  call: Call,
  given: Operand,
): Iterable<RuleFinding> {
  const declared = given.form === 'place' ? declarationOf(context.model, given, owner) : undefined;
  const origin = declared?.storage === 'field' ? given : (declared?.value ?? given);
  if (origin.form === 'copy') {
    yield {
      ...finding(
        given,
        `${call.name}() is given a copy of '${origin.place?.text ?? 'the queue'}': waiters and wakers meet only on the queue itself, so wake-ups on the original never arrive; pass the queue.`,
      ),
      related: declared ? [{ message: 'copied here', range: declared.range }] : [],
      suggestions: origin.place
        ? [
            {
              message: `Pass '${origin.place.text}'.`,
              edits: [{ range: given.range, text: origin.place.text }],
            },
          ]
        : [],
      interleaving: meetNowhere(context, call, origin),
    };
  } else if (given.form === 'new') {
    yield {
      ...finding(
        given,
        `${call.name}() is given a queue made in the call: nobody else can ever reach it; make the queue once where waiter and waker both see it.`,
      ),
      interleaving: meetNowhere(context, call, undefined),
    };
  }
}

/** In a file that runs as a worker, a shared queue must be attached to, or each thread has one of its own. */
function* createdInWorker({ model }: AnalysisContext, call: Call): Iterable<RuleFinding> {
  const isWorker =
    /\b(workerData|parentPort)\b/.test(model.text) && !/\b(isMainThread|new Worker)\b/.test(model.text);
  if (!isWorker || /\bpostMessage\s*\(/.test(model.text)) return;
  yield {
    confidence: 'medium',
    range: call.range,
    message:
      'SharedWaitQueue.create() in a worker makes a queue of its own that no other thread knows; take the handle from workerData and use SharedWaitQueue.attach().',
    related: [],
    suggestions: [],
  };
}

function finding(given: Operand, message: string): RuleFinding {
  return { confidence: 'high', range: given.range, message, related: [], suggestions: [] };
}
