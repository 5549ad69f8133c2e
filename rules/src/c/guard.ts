import type { ApiEntry } from '../api/entry.js';
import { guardClasses, kernelEntries } from '../api/kernel.js';
import type { Call } from '../protocol/events.js';
import type { Structure } from '../protocol/structure.js';
import { rangeOf, sourceOf, type Context } from './context.js';
import { evaluate } from './expression.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

/** What `guard(mutex)(&l)` takes, and what it gives back at the end of its block. */
export interface Guard {
  readonly before: readonly Structure[];
  readonly unlock: Structure;
}

/** Reads `guard(class)(arguments)` as a statement's expression. */
export function readGuard(context: Context, node: SyntaxNode): Guard | undefined {
  if (node.type !== 'expression_statement') return undefined;
  const call = namedChildren(node)[0];
  const maker = call && childOf(call, 'function');
  const list = call && childOf(call, 'arguments');
  if (call?.type !== 'call_expression' || maker?.type !== 'call_expression' || !list) return undefined;
  const callee = childOf(maker, 'function');
  const kind = childOf(maker, 'arguments');
  if (!callee || !kind || sourceOf(context, callee) !== 'guard') return undefined;
  return makeGuard(context, call, callee, sourceOf(context, kind).slice(1, -1).trim(), namedChildren(list));
}

/** The guard of a lock class; of an unknown one the calls in its arguments remain. */
export function makeGuard(
  context: Context,
  node: SyntaxNode,
  callee: SyntaxNode,
  kind: string,
  list: readonly SyntaxNode[],
): Guard {
  const before: Structure[] = [];
  const args = list.map((argument) => evaluate(context, argument, 'argument', before));
  const lock = guardClasses.get(kind);
  const unlock = lock && unlockOf(lock);
  const common = { range: rangeOf(node), nameRange: rangeOf(callee), args, use: 'dropped' } as const;
  const call = (api: ApiEntry): Call => ({ ...common, name: api.name, api });
  if (!lock || !unlock) return { before, unlock: { kind: 'sequence', body: [] } };
  return {
    before: [...before, { kind: 'call', call: call(lock) }],
    unlock: { kind: 'call', call: call(unlock) },
  };
}

/** `spin_lock_irqsave` → `spin_unlock_irqrestore`, `down_read` → `up_read`, `local_irq_disable` → `…_enable`. */
function unlockOf(lock: ApiEntry): ApiEntry | undefined {
  const name = lock.name
    .replace(/_(interruptible|killable)$/, '')
    .replace('_trylock', '_lock')
    .replace(/lock_irqsave$/, 'lock_irqrestore')
    .replace(/_irq_save$/, '_irq_restore')
    .replace(/_lock(?=_|$)/, '_unlock')
    .replace(/_disable$/, '_enable')
    .replace(/^down/, 'up');
  return kernelEntries.find((entry) => entry.name === name && entry.action === 'unlock');
}
