import type { TSESTree } from '@typescript-eslint/types';
import { propertyName, T, type Node } from '../nodes.js';
import type { Rewriter, Write } from './rewriter.js';

/** A value that a variable was given once, with all uses of the variable. */
export interface KeptValue {
  readonly uses: readonly Node[];
  readonly write: Write;
  /** The value, where it is one expression. */
  readonly value?: Node;
}

/** Has a value written where its variable is used; false where that would not mean the same. */
export function placeValue(kept: KeptValue, rewriter: Rewriter): boolean {
  return placeCall(kept, rewriter) || placeReading(kept, rewriter) || placeChange(kept, rewriter);
}

function placeReading({ uses, write, value }: KeptValue, rewriter: Rewriter): boolean {
  if (uses.length > 1 && !(value && isRepeatable(value))) return false;
  if (uses.some((use) => isWritten(use, rewriter))) return false;
  for (const name of uses) {
    const use = calledAlone(name, rewriter);
    rewriter.replace(use, (draft) => {
      const isLoose = !(value && rewriter.isTight(value)) && rewriter.needsParentheses(use);
      if (isLoose) draft.add('(', use.range);
      write(draft);
      if (isLoose) draft.add(')', use.range);
    });
    if (value) placedFor.set(name, value);
  }
  return true;
}

/** `(0, t)` of `(0, t)(…)` */
function calledAlone(name: Node, rewriter: Rewriter): Node {
  const parent = rewriter.parentOf(name);
  const isAlone = parent?.type === T.SequenceExpression && parent.expressions.at(-1) === name;
  return isAlone && parent.expressions.length === 2 && parent.expressions[0]?.type === T.Literal
    ? parent
    : name;
}

/** What stands for a variable now. */
const placedFor = new WeakMap<Node, Node>();

/** What means the same a second time. */
function isRepeatable(value: Node): boolean {
  if (value.type === T.MemberExpression) return !value.computed && isRepeatable(value.object);
  return value.type === T.ThisExpression || value.type === T.Identifier || value.type === T.Literal;
}

function isWritten(use: Node, rewriter: Rewriter): boolean {
  const parent = rewriter.parentOf(use);
  return (
    (parent?.type === T.AssignmentExpression && parent.left === use) || parent?.type === T.UpdateExpression
  );
}

/** `this.count = t += 1`, where `t` holds `this.count`, is `this.count += 1`. */
function placeChange({ uses: [use, ...others], value }: KeptValue, rewriter: Rewriter): boolean {
  const change = use && rewriter.parentOf(use);
  if (others.length > 0 || !value || change?.type !== T.AssignmentExpression || change.left !== use)
    return false;
  const outer = rewriter.parentOf(change);
  if (outer?.type !== T.AssignmentExpression || outer.right !== change || outer.operator !== '=')
    return false;
  if (rewriter.textOf(outer.left) !== rewriter.textOf(value)) return false;
  rewriter.replace(outer, (draft) => {
    rewriter.write(outer.left, draft);
    draft.add(` ${change.operator} `, change.range);
    rewriter.write(change.right, draft);
  });
  return true;
}

/**
 * `(_b = (_a = queue).push).apply(_a, [job])`, in two statements, is `queue.push(job)`; so is `_a = queue; _a.push.call(_a, job)`.
 */
function placeCall({ uses, write, value }: KeptValue, rewriter: Rewriter): boolean {
  const found = uses.length > 0 && value ? methodCall(uses[0]!, rewriter) : undefined;
  if (!found || !value) return false;
  const { call, method, receiver, member } = found;
  const args = method === 'call' ? call.arguments.slice(1) : argumentsOf(call.arguments[1]);
  const callee =
    args &&
    (member
      ? ownMethod({ uses, write }, receiver, member, rewriter)
      : calleeOf(uses, value, receiver, rewriter));
  if (!callee) return false;
  rewriter.replace(call, (draft) => {
    callee(draft);
    draft.add('(', call.range);
    args.forEach((argument, at) => {
      if (at > 0) draft.add(', ', argument.range);
      rewriter.write(argument, draft);
    });
    draft.add(')', call.range);
  });
  return true;
}

interface MethodCall {
  readonly call: TSESTree.CallExpression;
  readonly method: 'apply' | 'call';
  readonly receiver: Node | undefined;
  /** `t.push` of `t.push.call(t, job)`. */
  readonly member?: TSESTree.MemberExpression;
}

/** `t.apply(…)`, `t.push.call(t, …)` */
function methodCall(
  use: Node,
  rewriter: Rewriter,
  member?: TSESTree.MemberExpression,
): MethodCall | undefined {
  const access = rewriter.parentOf(use);
  if (access?.type !== T.MemberExpression || access.object !== use) return undefined;
  const call = rewriter.parentOf(access);
  const method = propertyName(access);
  if (call?.type === T.CallExpression && call.callee === access && (method === 'apply' || method === 'call'))
    return { call, method, receiver: call.arguments[0], ...(member ? { member } : {}) };
  return member ? undefined : methodCall(access, rewriter, access);
}

/** The elements of `[a, b]` and `[a].concat([b])`. */
function argumentsOf(list: Node | undefined): readonly Node[] | undefined {
  if (list?.type === T.ArrayExpression) {
    const elements = list.elements.filter((element) => element !== null);
    return elements.length === list.elements.length ? elements : undefined;
  }
  if (list?.type === T.Identifier) return argumentsOf(placedFor.get(list));
  if (list?.type !== T.CallExpression || list.callee.type !== T.MemberExpression) return undefined;
  if (propertyName(list.callee) !== 'concat') return undefined;
  const parts = [list.callee.object, ...list.arguments].map(argumentsOf);
  return parts.includes(undefined) ? undefined : parts.flatMap((part) => part ?? []);
}

/** `queue.push` of `t.push.call(t, …)`, where `t` holds `queue`. */
function ownMethod(
  { uses, write }: KeptValue,
  receiver: Node | undefined,
  member: TSESTree.MemberExpression,
  rewriter: Rewriter,
): Write | undefined {
  const [object, again] = uses;
  if (!object || uses.length !== 2 || again !== receiver) return undefined;
  rewriter.replace(object, write);
  return (draft) => {
    rewriter.write(member, draft);
  };
}

/** `queue.push` of `(_a = queue).push`, if it is called on `_a`; or a function that is called on nothing. */
function calleeOf(
  uses: readonly Node[],
  value: Node,
  receiver: Node | undefined,
  rewriter: Rewriter,
): Write | undefined {
  if (uses.length !== 1) return undefined;
  if (receiver?.type === T.UnaryExpression && receiver.operator === 'void')
    return (draft) => rewriter.write(value, draft);
  if (value.type !== T.MemberExpression || value.object.type !== T.AssignmentExpression) return undefined;
  const { left, right } = value.object;
  if (left.type !== T.Identifier || receiver?.type !== T.Identifier || left.name !== receiver.name)
    return undefined;
  const [, behind] = value.object.range;
  return (draft) => {
    rewriter.write(right, draft);
    const dot = rewriter.text.indexOf(value.computed ? '[' : '.', behind);
    draft.copy(dot, value.range[1]);
  };
}
