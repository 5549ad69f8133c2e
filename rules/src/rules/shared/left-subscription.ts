import type { AnalysisContext } from '../../context.js';
import type { UpdateEvent } from '../../protocol/events.js';
import { eventsOf, type Exit } from '../../protocol/graph.js';
import type { FunctionModel } from '../../protocol/model.js';
import { walkPaths } from '../../protocol/paths.js';
import { quoted } from '../../quoted.js';

/** A subscription that some ways out of a function end and another leaves. */
export interface LeftSubscription {
  readonly subscribes: UpdateEvent;
  readonly name: string;
  readonly exit: Exit;
}

/** Finds `const failures = events.subscribe(note); if (empty) return; await all; failures.unsubscribe();`. */
export function findLeftSubscriptions(
  { model, graphOf }: AnalysisContext,
  fn: FunctionModel,
): readonly LeftSubscription[] {
  const text = model.text.slice(...fn.range);
  if (!text.includes('.subscribe(') || !text.includes('.unsubscribe(')) return [];
  const graph = graphOf(fn);
  return [...eventsOf(graph)].flatMap((event) => {
    const isSubscription = event.kind === 'update' && /\.subscribe\(/.test(event.value?.text ?? '');
    if (!isSubscription || event.value?.form !== 'call' || !isOnlyEnded(text, event.place.text)) return [];
    let isEnded = false;
    let left: Exit | undefined;
    const isComplete = walkPaths<{ readonly open: boolean }>(graph, {
      start: { open: false },
      key: ({ open }) => String(open),
      onEvent({ open }, one) {
        if (one === event) return { open: true };
        const isEnd =
          one.kind === 'call' &&
          one.call.receiver?.text === event.place.text &&
          one.call.name.endsWith('.unsubscribe');
        isEnded ||= isEnd && open;
        return { open: open && !isEnd };
      },
      onExit({ open }, exit) {
        if (open && exit.kind === 'return') left ??= exit;
      },
    });
    return isComplete && isEnded && left ? [{ subscribes: event, name: event.place.text, exit: left }] : [];
  });
}

/** The name stands for nothing but being made and ended: nobody else is given the subscription. */
function isOnlyEnded(text: string, name: string): boolean {
  if (!/^[\w$]+$/.test(name)) return false;
  const uses = text.match(new RegExp(`(?<![\\w$.])${quoted(name)}(?![\\w$])`, 'g'))?.length ?? 0;
  const known =
    text.match(new RegExp(`(?<![\\w$.])${quoted(name)}(?:\\s*=(?!=)|\\.unsubscribe\\()`, 'g'))?.length ?? 0;
  return uses === known;
}
