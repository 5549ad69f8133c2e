import type { Family } from '../api/entry.js';
import { counterpartFor } from '../api/other-kind.js';
import type { AnalysisContext } from '../context.js';
import type { Suggestion } from '../finding.js';
import { importEdits } from '../fix/import.js';
import type { Call } from '../protocol/events.js';
import { candidatesFor } from '../protocol/declarations.js';
import { mayCall, type Declaration, type FileModel, type NamedCall } from '../protocol/model.js';
import { declarationsIn } from '../protocol/named-arguments.js';
import type { Rule, RuleFinding } from '../rule.js';

export const noMixedWaitQueues: Rule = {
  meta: {
    name: 'no-mixed-wait-queues',
    description: 'disallow using the functions of one kind of wait queue on another kind',
    languages: ['c', 'js'],
    preset: 'recommended',
    type: 'problem',
    fixable: false,
    hasSuggestions: true,
  },
  *check(context) {
    const isDoubtful = (call: NamedCall): boolean => mayDiffer(context.model, call);
    for (const [owner, fn] of context.model.functions.entries()) {
      if (!mayCall(fn, isDoubtful)) continue;
      for (const call of context.callsOf(fn)) yield* check(context, owner, call);
    }
  },
};

/** Some name in the arguments is declared as another kind. */
function mayDiffer(model: FileModel, call: NamedCall): boolean {
  const { family, queue, entry } = call.api;
  if (!NAMES[family]) return false;
  return [queue, entry].some(
    (spec) =>
      spec &&
      spec.address !== 'name' &&
      (declarationsIn(model, call, spec)?.some((declared) => declared.family !== family) ?? true),
  );
}

/** What a queue or an entry is, where the file declares it in one way only. */
interface Kind {
  readonly family: Family;
  /** `waitq/threads` for a queue on shared memory. */
  readonly module?: string;
  readonly declared: Declaration;
}

function* check(context: AnalysisContext, owner: number, call: Call): Iterable<RuleFinding> {
  const { api } = call;
  if (!api || !NAMES[api.family]) return;
  for (const what of ['queue', 'entry'] as const) {
    const spec = api[what];
    const given = spec && spec.address !== 'name' ? call.args[spec.arg] : undefined;
    const kind = given && kindOf(candidatesFor(context.model, given, owner), what);
    if (!given || !kind || !differs(call, kind, what)) continue;
    yield {
      confidence: 'high',
      range: call.nameRange,
      message: `'${given.text}' is ${nameOf(kind, what)}, but ${call.name}()${fromModule(call)} is for ${PLURALS[what]} of ${kindName(api.family, api.modules?.[0])}: ${RESULT[what]}; use ${instead(call, kind)}.`,
      related: [{ message: `'${kind.declared.name}' is declared here.`, range: kind.declared.range }],
      suggestions: what === 'queue' ? suggestions(context, call, kind) : [],
    };
    return;
  }
}

function kindOf(candidates: readonly Declaration[], what: 'queue' | 'entry'): Kind | undefined {
  const [first] = candidates;
  if (!first?.family || !NAMES[first.family] || first.is !== what) return undefined;
  const module = moduleOf(first);
  const isOne = candidates.every((other) => other.family === first.family && moduleOf(other) === module);
  return isOne ? { family: first.family, declared: first, ...(module && { module }) } : undefined;
}

/** Only where the maker is in sight can a queue of one thread be told from one on shared memory. */
function moduleOf({ by }: Declaration): string | undefined {
  return by?.modules?.length === 1 ? by.modules[0] : undefined;
}

function differs({ api }: Call, { family, module }: Kind, what: 'queue' | 'entry'): boolean {
  if (api!.family !== family) return true;
  const [from] = api!.modules ?? [];
  return what === 'queue' && module !== undefined && from !== undefined && from !== module;
}

const NAMES: Readonly<Partial<Record<Family, string>>> = {
  wait: 'wait queue',
  swait: 'simple wait queue',
  completion: 'completion',
  rcuwait: 'rcuwait',
};
const PLURALS = { queue: 'queues', entry: 'entries' } as const;
const RESULT = {
  queue: 'it would read one structure as the other, and no waiter is woken',
  entry: 'it would read one structure as the other',
} as const;

function kindName(family: Family, module: string | undefined): string {
  if (module === 'waitq/threads') return 'shared memory';
  return family === 'wait'
    ? 'the full kind'
    : family === 'swait'
      ? 'the simple kind'
      : `the kind '${family}'`;
}

function nameOf({ family, module }: Kind, what: 'queue' | 'entry'): string {
  if (module === 'waitq/threads') return 'a queue on shared memory';
  return what === 'queue' ? `a ${NAMES[family]}` : `an entry of a ${NAMES[family]}`;
}

function fromModule({ api }: Call): string {
  return api?.modules?.[0] ? ` from '${api.modules[0]}'` : '';
}

function instead(call: Call, { family, module }: Kind): string {
  if (call.api!.family === family) return `${call.name}() from '${module}'`;
  const other = counterpartFor(call.api!, family);
  return other ? `${other.name}()` : `the functions of a ${NAMES[family]}`;
}

function suggestions({ model }: AnalysisContext, call: Call, { family }: Kind): readonly Suggestion[] {
  const other = call.api!.family === family ? undefined : counterpartFor(call.api!, family);
  if (!other) return [];
  const imports = other.module === undefined ? [] : importEdits(model.text, other.module, other.name);
  if (!imports || !/^\w+$/.test(model.text.slice(...call.nameRange))) return [];
  return [
    {
      message: `Call ${other.name}().`,
      edits: [...imports, { range: call.nameRange, text: other.name }],
    },
  ];
}
