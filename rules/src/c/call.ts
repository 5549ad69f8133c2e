import type { ApiEntry } from '../api/entry.js';
import type { Call, Operand } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import type { Structure } from '../protocol/structure.js';
import { rangeOf, sourceOf, squeezedText, type Context } from './context.js';
import { evaluate, update, type Use } from './expression.js';
import { isReader, mutationOf } from './mutators.js';
import { isLoopName } from './normalize.js';
import { pathOf, sumPlace } from './path.js';
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
  const api = site.direct === undefined ? context.names.member(site.name) : context.names.api(site.direct);
  const target = site.direct === undefined ? undefined : context.targets.get(site.direct);
  const after: Structure[] = [];
  const args = site.arguments.map((argument, index) => {
    const into = stepsFor(site, api, index, steps, after);
    const operand = evaluate(context, argument, isCommand(site, api, index) ? 'dropped' : 'argument', into);
    return isPointer(api, index) ? asPointer(context, argument, operand) : operand;
  });
  const call: Call = {
    range: rangeOf(site.node),
    nameRange: rangeOf(site.callee),
    name: site.name,
    args,
    use: site.use,
    ...(api && { api }),
    ...(target !== undefined && { target }),
  };
  steps.push(...evaluated(site, call), ...after);
  return call;
}

/**
 * The call with what it writes. The writes of an atomic or a store come first, so that the fence the call may be stands
 * behind them; those of an unknown function are there when it returns.
 */
function evaluated(site: CallSite, call: Call): readonly Structure[] {
  const step: Structure = { kind: 'call', call };
  const mutation = site.direct === undefined ? undefined : mutationOf(site.direct);
  if (!mutation) return [step, ...writtenAddresses(site, call)];
  const place = writtenPlace(call.args[mutation.arg], mutation.isDirect === true);
  const value = mutation.value === undefined ? undefined : call.args[mutation.value];
  const write = place ? [update(site.node, place, value)] : [];
  return isStore(site.direct) ? write : [...write, step];
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
  if (!api) return before;
  if (index === api.condition) return [];
  if (!isCommand(site, api, index)) return before;
  if (!/^_*wait_event(_exclusive)?_cmd$/.test(site.name)) return [];
  return index === api.condition! + 1 ? before : after;
}

function isPointer(api: ApiEntry | undefined, index: number): boolean {
  const specs = [api?.queue, api?.entry, api?.lock];
  return specs.some((spec) => spec?.arg === index && spec.address === 'pointer');
}

/** Where a pointer is wanted, `locks + i` is `&locks[i]`. */
function asPointer(context: Context, node: SyntaxNode, operand: Operand): Operand {
  const place = operand.form === 'other' ? sumPlace(context, node) : undefined;
  return place ? { ...operand, form: 'address', place } : operand;
}

/** An argument of a `…_cmd` macro that is a statement. */
function isCommand(site: CallSite, api: ApiEntry | undefined, index: number): boolean {
  return api?.condition !== undefined && index > api.condition && site.name.includes('_cmd');
}

/** WRITE_ONCE is an assignment in all but spelling. */
function isStore(name: string | undefined): boolean {
  return name === 'WRITE_ONCE' || name === 'rcu_assign_pointer' || name === 'RCU_INIT_POINTER';
}

export function argumentNodes(list: SyntaxNode): readonly SyntaxNode[] {
  return namedChildren(list).filter((child) => child.type !== 'ERROR' || child.children.length > 0);
}

/** An unknown function may write whatever it gets the address of. */
function writtenAddresses(site: CallSite, call: Call): readonly Structure[] {
  const name = site.direct;
  if (name !== undefined && (call.api || isReader(name) || isLoopName(name))) return [];
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
