import type { Action, ApiEntry } from './api/entry.js';
import { callText, queueOf } from './explain/steps.js';
import { callsOf } from './protocol/calls.js';
import type { Call } from './protocol/events.js';
import type { FileModel } from './protocol/model.js';
import { lastName, type Range } from './protocol/place.js';

/** A call that waits on a queue or wakes it. */
export interface QueueSite {
  readonly kind: 'wait' | 'wake';
  /** The name that the queue's path ends in, by which other functions and files reach it: `wq` of `&dev->wq`. */
  readonly name: string;
  /** The call, on one line. */
  readonly text: string;
  /** The callee. */
  readonly range: Range;
  /** From the callee to the end of the call's queue: where a person who asks about the queue points. */
  readonly span: Range;
  /** What the callee does, in one line. */
  readonly doc: string;
  /** The callee's name in the other language. */
  readonly counterpart: string | undefined;
  /** The function it stands in; undefined at the top of a script. */
  readonly within: string | undefined;
}

/** Every call of a file that waits on a queue or wakes it, in order of their place. */
export function queueSitesOf(model: FileModel): readonly QueueSite[] {
  const sites = model.functions.flatMap((fn) =>
    callsOf(fn).flatMap((call) => siteOf(call, fn.isTopLevel ? undefined : fn.name)),
  );
  const known = new Set(sites.map(({ range }) => range[0]));
  const others = (model.wakeSites?.() ?? []).filter(({ range }) => !known.has(range[0]));
  const wakes = others.map(({ text, queue, range, api }): QueueSite => {
    const name = lastName({ text: queue.trim() });
    const within = functionAt(model, range[0]);
    return { kind: 'wake', name, text, range, span: range, ...wordsOf(api), within };
  });
  return [...sites, ...wakes].sort((a, b) => a.range[0] - b.range[0]);
}

function siteOf(call: Call, within: string | undefined): readonly QueueSite[] {
  const { api, nameRange } = call;
  const kind = api && api.family !== 'atomics' && kinds.get(api.action);
  const queue = queueOf(call);
  if (!kind || !queue) return [];
  const name = lastName({ text: queue.place?.text ?? queue.text });
  const span = [nameRange[0], queue.range[1]] as const;
  return [{ kind, name, text: callText(call), range: nameRange, span, ...wordsOf(api), within }];
}

function wordsOf({ doc, counterpart }: ApiEntry): Pick<QueueSite, 'doc' | 'counterpart'> {
  return { doc, counterpart };
}

const kinds: ReadonlyMap<Action, QueueSite['kind']> = new Map([
  ['wait', 'wait'],
  ['register', 'wait'],
  ['sleep-on', 'wait'],
  ['wake', 'wake'],
]);

/** Also of a function that has not been read. */
function functionAt({ outline = [] }: FileModel, offset: number): string | undefined {
  return outline.find(({ range: [start, end] }) => start <= offset && offset < end)?.name;
}
