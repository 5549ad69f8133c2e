import type { AnalysisContext } from '../context.js';
import type { RelatedPlace, Suggestion } from '../finding.js';
import { insertBefore } from '../fix/insert-statement.js';
import type { RegisterEvent } from '../protocol/events.js';
import { eventsOf } from '../protocol/graph.js';
import type { Rule, RuleFinding } from '../rule.js';
import { findLeaks, type Leak } from './shared/leak-search.js';

export const requireFinishWait: Rule = {
  meta: {
    name: 'require-finish-wait',
    description: 'require every way out from a registration to finish it',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    for (const [owner, fn] of context.model.functions.entries()) {
      const registers = new Set(
        [...eventsOf(context.graphOf(fn))].filter((event) => event.kind === 'register'),
      );
      for (const register of registers) {
        const leak = findLeaks(context, owner, register);
        if (leak) yield report(context, register, leak);
      }
    }
  },
};

function report(context: AnalysisContext, register: RegisterEvent, leak: Leak): RuleFinding {
  const { call } = register;
  const finish = finishName(register);
  const ways = leak.exits.map((exit) => `${WAYS[exit.kind]} in line ${context.lines.lineAt(exit.range[0])}`);
  const exits = [...new Set(ways)].join(', ');
  const left = register.queues
    ? `leaves '${register.entry?.place?.text ?? 'the entry'}' on the queue`
    : 'leaves the task in a sleeping state';
  return {
    confidence: leak.confidence,
    range: call.nameRange,
    message: `The ${exits} ${left}: there is no ${finish}() on the way from ${call.name}(); finish on every way out.`,
    related: leak.exits.map((exit): RelatedPlace => ({
      message: 'leaves here without finishing',
      range: exit.range,
    })),
    suggestions: suggestions(context, register, leak, finish),
  };
}

const WAYS: Readonly<Record<string, string>> = {
  return: 'return',
  throw: 'exception',
  end: 'end of the function',
  never: 'exit',
};

/** The call that undoes a registration. */
function finishName({ call, queues }: RegisterEvent): string {
  const { name, api } = call;
  if (!queues) return api?.language === 'js' ? 'setTaskState' : '__set_current_state';
  if (api?.language === 'js')
    return /^add/.test(name) ? 'removeWaitQueue' : /^swait/.test(name) ? 'swaitFinish' : 'finishWait';
  if (/^_*add_wait_queue/.test(name)) return 'remove_wait_queue';
  if (name === 'swait_prepare') return 'swait_finish';
  if (/rcuwait/.test(name)) return 'finish_rcuwait';
  return api?.family === 'swait' ? 'finish_swait' : 'finish_wait';
}

function suggestions(
  context: AnalysisContext,
  register: RegisterEvent,
  leak: Leak,
  finish: string,
): readonly Suggestion[] {
  const { model } = context;
  const [queue, entry] = [register.queue?.text, register.entry?.text];
  const found: Suggestion[] = [];
  const isScript = model.language === 'js';
  const declaration =
    isScript && leak.declaration
      ? /\b(const|let)\b(?=\s+[\w$]+\s*=)/.exec(
          model.text.slice(...lineOf(context, leak.declaration.range[0])),
        )
      : null;
  if (declaration && leak.declaration) {
    const start = lineOf(context, leak.declaration.range[0])[0] + declaration.index;
    found.push({
      message: 'Declare the entry with `using`: disposing it is finishing.',
      edits: [{ range: [start, start + declaration[0].length], text: 'using' }],
    });
  }
  const call = register.queues
    ? `${finish}(${[queue, entry].filter(Boolean).join(', ')});`
    : isScript
      ? undefined
      : '__set_current_state(TASK_RUNNING);';
  if (call && leak.exits.every((exit) => exit.kind === 'return' && exit.isOnlyLeaking)) {
    const edits = leak.exits.flatMap((exit) => insertBefore(model.text, exit.range, call));
    found.push({ message: `Call ${finish}() before leaving.`, edits });
  }
  return found;
}

function lineOf({ lines, model }: AnalysisContext, offset: number): readonly [number, number] {
  const start = lines.lineStart(offset);
  const end = model.text.indexOf('\n', offset);
  return [start, end < 0 ? model.text.length : end];
}
