import type { Structure } from '../protocol/structure.js';
import { makeCall } from './call.js';
import { sourceOf, type Context } from './context.js';
import { update } from './expression.js';
import { makeGuard } from './guard.js';
import { isLoopName } from './normalize.js';
import { pathOf } from './path.js';
import { lowerStatement } from './statement.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

/** The macro's name where the parsed text says `keyword` and the file says something else; undefined if it doesn't. */
export function macroNameAt(context: Context, node: SyntaxNode, keyword: string): string | undefined {
  WORD.lastIndex = node.start;
  const word = WORD.exec(context.text)?.[0];
  return word === keyword ? undefined : word;
}

const WORD = /[A-Za-z_$][\w$]*/y;

/** `list_for_each_entry(…) { … }`, `scoped_guard(mutex, &l) { … }`, `with_device(d) { … }`. */
export function lowerMacroBlock(context: Context, node: SyntaxNode): Structure {
  const name = macroNameAt(context, node, '') ?? '';
  const body = childOf(node, 'body') ?? childOf(node, 'consequence');
  const inner: Structure = body ? lowerStatement(context, body) : { kind: 'sequence', body: [] };
  const args = argumentsOf(node);
  if (name === 'scoped_guard' || name === 'scoped_cond_guard')
    return lowerScopedGuard(context, node, args, inner);
  if (!isLoopName(name)) return lowerBlock(context, node, name, args, inner);
  const cursors = args.flatMap((arg) => {
    const path = pathOf(context, arg);
    return path?.form === 'place' && !path.place.shared ? [update(arg, path.place)] : [];
  });
  const loop: Structure = {
    kind: 'loop',
    testAt: 'before',
    unknownTest: true,
    body: { kind: 'sequence', body: [...cursors, inner] },
  };
  return { kind: 'sequence', body: [...callSteps(context, node, name, args), loop] };
}

function argumentsOf(node: SyntaxNode): readonly SyntaxNode[] {
  const condition = childOf(node, 'condition');
  return condition ? namedChildren(condition).flatMap(flattenComma) : [];
}

function flattenComma(node: SyntaxNode): readonly SyntaxNode[] {
  return node.type === 'comma_expression' ? namedChildren(node).flatMap(flattenComma) : [node];
}

function lowerScopedGuard(
  context: Context,
  node: SyntaxNode,
  args: readonly SyntaxNode[],
  inner: Structure,
): Structure {
  const kind = args[0] ? sourceOf(context, args[0]) : '';
  const guard = makeGuard(context, node, args[0] ?? node, kind, args.slice(1));
  return {
    kind: 'sequence',
    body: [...guard.before, { kind: 'try', body: inner, finalizer: guard.unlock }],
  };
}

/** An unknown macro with a block: it may run it, or not, or more than once. */
function lowerBlock(
  context: Context,
  node: SyntaxNode,
  name: string,
  args: readonly SyntaxNode[],
  inner: Structure,
): Structure {
  const loop: Structure = { kind: 'loop', testAt: 'before', unknownTest: true, body: inner };
  return { kind: 'sequence', body: [...callSteps(context, node, name, args), loop] };
}

/** The macro as a call, so that its arguments' calls and the API it may belong to are seen. */
function callSteps(
  context: Context,
  node: SyntaxNode,
  name: string,
  args: readonly SyntaxNode[],
): readonly Structure[] {
  const steps: Structure[] = [];
  const end = node.start + name.length;
  const callee: SyntaxNode = {
    type: 'identifier',
    field: '',
    start: node.start,
    end,
    isNamed: true,
    children: [],
  };
  const close = childOf(node, 'condition')?.end ?? end;
  const site = { ...node, end: close };
  makeCall(context, { node: site, callee, name, direct: name, arguments: args, use: 'dropped' }, steps);
  return steps;
}
