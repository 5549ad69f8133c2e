import type { AnalysisContext } from '../../context.js';
import { squeeze } from '../../protocol/build-graph.js';
import type { CallEvent, ProtocolEvent, TestEvent } from '../../protocol/events.js';
import { eventsOf, reachability, type Graph } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import type { Range } from '../../protocol/place.js';
import { quoted } from '../../quoted.js';

/** A wait on one promise for everybody, after which each goes on as if what was told of were for it. */
export interface SharedPromise {
  /** `await this.ready` */
  readonly wait: Range;
  readonly promise: string;
  /** Takes what another may have taken, or gives up where it is gone. */
  readonly act: Range;
  readonly how: 'takes' | 'gives-up';
}

interface State {
  readonly wait: Range | null;
  /** Tested before the wait. */
  readonly asked: string;
  /** And again after it. */
  readonly again: boolean;
}

/** Finds `await this.ready; return this.items.shift();`: all who wait go on, and there is one item. */
export function findSharedPromises(context: AnalysisContext, fn: FunctionModel): readonly SharedPromise[] {
  if (!fn.isAsync || fn.isTopLevel) return [];
  const { text } = context.model;
  const graph = context.graphOf(fn);
  const waits = new Map<ProtocolEvent, string>();
  const reach = reachability(graph);
  for (const block of graph.blocks) {
    if (reach(block.id).has(block.id)) continue;
    for (const event of block.events) {
      const promise = event.kind === 'yield' ? AWAITED.exec(text.slice(...event.range))?.[1] : undefined;
      if (promise !== undefined && isRenewed(context, fn, promise)) waits.set(event, promise);
    }
  }
  return waits.size === 0 ? [] : search(context, graph, waits);
}

const AWAITED = /^(?:await|yield)\s+((?:this\.[\w$#]+|[\w$]+)(?:\.promise)?)$/;

/** Everybody waits on the same promise, until a function of the file puts a new one in its place. */
function isRenewed({ model }: AnalysisContext, fn: FunctionModel, promise: string): boolean {
  const holder = promise.replace(/\.promise$/, '');
  if (
    !holder.includes('.') &&
    new RegExp(`(?:const|let|var)[^;=]*\\b${quoted(holder)}\\b`).test(model.text.slice(...fn.range))
  )
    return false;
  const made = new RegExp(
    `(?<![\\w$.])${quoted(holder)}\\s*=\\s*(?:new\\s+)?[\\w$.]*(?:Promise|[dD]efer(?:red)?|withResolvers)(?:<[^>]*>)?\\(`,
    'g',
  );
  return (model.text.match(made)?.length ?? 0) > 1;
}

function search(
  context: AnalysisContext,
  graph: Graph,
  waits: ReadonlyMap<ProtocolEvent, string>,
): readonly SharedPromise[] {
  const found = new Map<number, SharedPromise>();
  const add = (wait: Range, act: Range, how: SharedPromise['how']): void => {
    const promise = [...waits].find(([event]) => event.range === wait)?.[1];
    if (promise !== undefined && !found.has(wait[0])) found.set(wait[0], { wait, promise, act, how });
  };
  const gone = new Set(
    [...eventsOf(graph)].flatMap((event) => (event.kind === 'update' ? event.place.text : [])),
  );
  const isComplete = walkPaths<State>(graph, {
    start: { wait: null, asked: '', again: false },
    key: ({ wait, asked, again }) => `${wait?.[0]}${asked}${again}`,
    onEvent({ wait, asked, again }, event) {
      if (waits.has(event)) return { wait: event.range, asked, again: false };
      if (event.kind === 'opaque') return null;
      if (event.kind === 'test') {
        if (wait && (squeeze(event.text) !== asked || !isEmptied(event, gone))) return null;
        return { wait, asked: wait ? asked : squeeze(event.text), again: wait !== null };
      }
      if (wait && event.kind === 'call' && takesOne(context, event)) {
        add(wait, event.range, 'takes');
        return null;
      }
      return { wait, asked, again };
    },
    onExit({ wait, again }, { kind, range }) {
      const isThrown = kind === 'throw' && context.model.text.startsWith('throw', range[0]);
      if (wait && again && isThrown) add(wait, range, 'gives-up');
    },
  });
  return isComplete ? [...found.values()] : [];
}

/** What is tested is written by the function itself: taken by whoever comes first. */
function isEmptied({ reads }: TestEvent, written: ReadonlySet<string>): boolean {
  return reads.some(({ text, shared }) => shared && written.has(text));
}

/** Takes from a list that another function of the file fills. */
function takesOne({ model }: AnalysisContext, { call: { name, receiver } }: CallEvent): boolean {
  if (!/\.(shift|pop|dequeue)$/.test(name) || receiver?.shared !== true) return false;
  return new RegExp(`(?<![\\w$.])${quoted(receiver.text)}\\.(?:push|unshift|enqueue|add)\\(`).test(
    model.text,
  );
}
