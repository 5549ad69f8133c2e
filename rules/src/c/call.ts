import type { ApiEntry } from '../api/entry.js';
import type { Call, Operand } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import type { Structure } from '../protocol/structure.js';
import { rangeOf, sourceOf, squeezedText, type Context } from './context.js';
import { evaluate, update, type Use } from './expression.js';
import { isReader, mutationOf } from './mutators.js';
import { isLoopName } from './normalize.js';
import { pathOf } from './path.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

/** A call: its arguments are evaluated, then the call itself, then what it writes. */
export function lowerCallExpression(
  context: Context,
  node: SyntaxNode,
  use: Use,
  steps: Structure[],
): Omit<Operand, 'range' | 'text'> {
  const callee = childOf(node, 'function');
  const list = childOf(node, 'arguments');
  if (!callee || !list) return { form: 'call', reads: [], calls: [] };
  const name = callee.type === 'identifier' ? sourceOf(context, callee) : squeezedText(context, callee);
  const direct = callee.type === 'identifier' ? name : undefined;
  const made = makeCall(
    context,
    { node, callee, name, arguments: argumentNodes(list), use, ...(direct && { direct }) },
    steps,
  );
  const reads = made.args.flatMap((arg) => arg.reads);
  const calls = [...made.args.flatMap((arg) => arg.calls), made];
  // `q->ops->wait()` reads the pointer it goes through
  const through = direct ? undefined : pathOf(context, callee);
  if (through) reads.push(through.place);
  const path = direct ? pathOf(context, node) : undefined;
  return { form: 'call', reads, calls, ...(path && { place: path.place }) };
}

/** A call as the tree has it, or as a macro makes it. */
export interface CallSite {
  readonly node: SyntaxNode;
  readonly callee: SyntaxNode;
  readonly name: string;
  /** The name, when the callee is one. */
  readonly direct?: string;
  readonly arguments: readonly SyntaxNode[];
  readonly use: Use;
}

/** Evaluates the arguments, appends the call and what it writes, and returns the call. */
export function makeCall(context: Context, site: CallSite, steps: Structure[]): Call {
  const api = site.direct === undefined ? undefined : context.names.api(site.direct);
  const target = site.direct === undefined ? undefined : context.targets.get(site.direct);
  const after: Structure[] = [];
  const args = site.arguments.map((argument, index) =>
    evaluate(context, argument, 'argument', stepsFor(site, api, index, steps, after)),
  );
  const call: Call = {
    range: rangeOf(site.node),
    nameRange: rangeOf(site.callee),
    name: site.name,
    args,
    use: site.use,
    ...(api && { api }),
    ...(target !== undefined && { target }),
  };
  if (!isStore(site.direct)) steps.push({ kind: 'call', call });
  steps.push(...after, ...writesOf(site, call));
  return call;
}

/**
 * A condition's calls belong to its operand alone. wait_event_cmd(q, c, before, after) runs one statement before and
 * one after each sleep; the commands of the other macros run somewhere inside.
 */
function stepsFor(
  site: CallSite,
  api: ApiEntry | undefined,
  index: number,
  before: Structure[],
  after: Structure[],
): Structure[] {
  if (!api || api.action === 'lock') return before;
  if (index === api.condition) return [];
  if (api.condition === undefined || index < api.condition || !site.name.includes('_cmd')) return before;
  if (/^_*wait_event(_exclusive)?_cmd$/.test(site.name)) return index === api.condition + 1 ? before : after;
  return [];
}

/** WRITE_ONCE is an assignment in all but spelling. */
function isStore(name: string | undefined): boolean {
  return name === 'WRITE_ONCE' || name === 'rcu_assign_pointer' || name === 'RCU_INIT_POINTER';
}

export function argumentNodes(list: SyntaxNode): readonly SyntaxNode[] {
  return namedChildren(list).filter((child) => child.type !== 'ERROR' || child.children.length > 0);
}

function writesOf(site: CallSite, call: Call): readonly Structure[] {
  if (site.direct !== undefined) {
    const mutation = mutationOf(site.direct);
    if (mutation) {
      const place = writtenPlace(call.args[mutation.arg], mutation.isDirect === true);
      const value = mutation.value === undefined ? undefined : call.args[mutation.value];
      return place ? [update(site.node, place, value)] : [];
    }
    if (call.api || isReader(site.direct) || isLoopName(site.direct)) return [];
  }
  return call.args.flatMap((arg) =>
    arg.form === 'address' && arg.place ? [update(site.node, arg.place)] : [],
  );
}

/** `&x` writes `x`; a pointer writes what it points to, which the pointer's own path stands for. */
function writtenPlace(arg: Operand | undefined, isDirect: boolean): Place | undefined {
  if (!arg?.place) return undefined;
  if (isDirect || arg.form === 'address') return arg.place;
  return { ...arg.place, shared: true };
}
