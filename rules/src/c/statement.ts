import type { Operand } from '../protocol/events.js';
import type { Condition, Structure } from '../protocol/structure.js';
import { lowerCondition } from './condition.js';
import { rangeOf, sourceOf, type Context } from './context.js';
import { hasControlFlow, isElision, isStatement, salvage } from './errors.js';
import { evaluate, update } from './expression.js';
import { readGuard } from './guard.js';
import { lowerMacroBlock, macroNameAt } from './macro-block.js';
import { pathOf } from './path.js';
import { declaredName } from './scope.js';
import { lowerSwitch } from './switch.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

const EMPTY: Structure = { kind: 'sequence', body: [] };

/** Lowers statements in a row. A guard holds its lock to the end of the row. */
export function lowerItems(context: Context, nodes: readonly SyntaxNode[]): Structure {
  const body: Structure[] = [];
  for (const [index, node] of nodes.entries()) {
    const guard = readGuard(context, node);
    if (guard) {
      const rest = lowerItems(context, nodes.slice(index + 1));
      body.push(...guard.before, { kind: 'try', body: rest, finalizer: guard.unlock });
      break;
    }
    if (!node.isNamed || node.type === 'comment') continue;
    const lowered = lowerStatement(context, node);
    if (!isEmpty(lowered)) body.push(lowered);
  }
  return body.length === 1 ? body[0]! : { kind: 'sequence', body };
}

function isEmpty(structure: Structure): boolean {
  return structure.kind === 'sequence' && structure.body.length === 0;
}

/** Lowers one statement or declaration. */
export function lowerStatement(context: Context, node: SyntaxNode): Structure {
  switch (node.type) {
    case 'compound_statement':
      return lowerItems(context, node.children);
    case 'expression_statement':
      return lowerExpressions(context, namedChildren(node));
    case 'declaration':
      return lowerDeclaration(context, node);
    case 'if_statement':
      return lowerIf(context, node);
    case 'while_statement':
      return lowerWhile(context, node);
    case 'do_statement':
      return lowerDo(context, node);
    case 'for_statement':
      return lowerFor(context, node);
    case 'switch_statement':
      return lowerSwitch(context, node);
    case 'labeled_statement':
      return lowerLabel(context, node);
    case 'return_statement':
      return lowerReturn(context, node);
    case 'goto_statement':
      return lowerGoto(context, node);
    case 'break_statement':
      return { kind: 'break', range: rangeOf(node) };
    case 'continue_statement':
      return { kind: 'continue', range: rangeOf(node) };
    case 'preproc_if':
    case 'preproc_ifdef':
      return lowerConditional(context, node);
    case 'ERROR':
      return lowerError(context, node);
    case 'function_definition':
      return lowerMisread(context, node);
    case 'case_statement':
    case 'attributed_statement':
    case 'else_clause':
      return lowerItems(context, node.children);
    default:
      return isStatement(node) || IGNORED.test(node.type) ? EMPTY : lowerExpressions(context, [node]);
  }
}

const IGNORED = /^(preproc_\w+|type_definition|.*_specifier|statement_identifier|attribute\w*)$/;

function lowerExpressions(context: Context, nodes: readonly SyntaxNode[]): Structure {
  const body: Structure[] = [];
  for (const node of nodes) {
    if (node.type === 'ERROR') body.push(lowerError(context, node));
    else evaluate(context, node, 'dropped', body);
  }
  return body.length === 1 ? body[0]! : { kind: 'sequence', body };
}

/** Initialisers are updates; a static variable gets its value long before the function runs. */
function lowerDeclaration(context: Context, node: SyntaxNode): Structure {
  const body: Structure[] = [];
  const isStatic = node.children.some(
    (child) => child.type === 'storage_class_specifier' && sourceOf(context, child) === 'static',
  );
  for (const child of node.children) {
    if (child.type === 'ERROR') body.push(lowerError(context, child));
    else if (child.field === 'declarator' && !isStatic) lowerDeclarator(context, child, body);
  }
  return { kind: 'sequence', body };
}

function lowerDeclarator(context: Context, node: SyntaxNode, body: Structure[]): void {
  const value = childOf(node, 'value');
  if (node.type !== 'init_declarator' || !value) return;
  const operand = evaluate(context, value, 'assigned', body);
  const name = declaredName(node);
  const path = name && pathOf(context, name);
  if (path) body.push(update(node, path.place, operand));
}

function lowerIf(context: Context, node: SyntaxNode): Structure {
  if (macroNameAt(context, node, 'if')) return lowerMacroBlock(context, node);
  const test = conditionOf(context, node);
  const then = branch(context, childOf(node, 'consequence'));
  const alternative = childOf(node, 'alternative');
  const strays = strayErrors(context, node);
  const lowered: Structure = alternative
    ? { kind: 'if', range: rangeOf(node), test, then, otherwise: branch(context, alternative) }
    : { kind: 'if', range: rangeOf(node), test, then };
  return strays.length === 0 ? lowered : { kind: 'sequence', body: [...strays, lowered] };
}

function branch(context: Context, node: SyntaxNode | undefined): Structure {
  return node ? lowerStatement(context, node) : EMPTY;
}

/** ERROR nodes between the parts of a statement. */
function strayErrors(context: Context, node: SyntaxNode): readonly Structure[] {
  return node.children.filter((child) => child.type === 'ERROR').map((child) => lowerError(context, child));
}

/** The test of an if, while, do or for; a missing one may turn out either way. */
function conditionOf(context: Context, node: SyntaxNode): Condition {
  const condition = childOf(node, 'condition');
  if (condition) return lowerCondition(context, condition);
  return { op: 'leaf', range: rangeOf(node), text: '', before: [], reads: [], calls: [] };
}

function lowerWhile(context: Context, node: SyntaxNode): Structure {
  if (macroNameAt(context, node, 'while')) return lowerMacroBlock(context, node);
  return {
    kind: 'loop',
    range: rangeOf(node),
    testAt: 'before',
    ...testOf(conditionOf(context, node)),
    body: branch(context, childOf(node, 'body')),
  };
}

/** `while (1)` is a loop without a test. */
function testOf(test: Condition): { readonly test?: Condition } {
  return test.op === 'leaf' && test.constant === true && test.before.length === 0 ? {} : { test };
}

function lowerDo(context: Context, node: SyntaxNode): Structure {
  const test = conditionOf(context, node);
  return { kind: 'loop', testAt: 'after', ...testOf(test), body: branch(context, childOf(node, 'body')) };
}

function lowerFor(context: Context, node: SyntaxNode): Structure {
  const [first, condition, next] = ['initializer', 'condition', 'update'].map((field) =>
    childOf(node, field),
  );
  const loop: Structure = {
    kind: 'loop',
    testAt: 'before',
    ...(condition && testOf(lowerCondition(context, condition))),
    ...(next && { update: lowerExpressions(context, [next]) }),
    body: branch(context, childOf(node, 'body')),
  };
  if (!first) return loop;
  const start =
    first.type === 'declaration' ? lowerDeclaration(context, first) : lowerExpressions(context, [first]);
  return { kind: 'sequence', body: [start, loop] };
}

function lowerLabel(context: Context, node: SyntaxNode): Structure {
  const label = childOf(node, 'label');
  const rest = node.children.filter((child) => child !== label);
  return { kind: 'label', name: label ? sourceOf(context, label) : '', body: lowerItems(context, rest) };
}

function lowerReturn(context: Context, node: SyntaxNode): Structure {
  const body: Structure[] = [];
  let value: Operand | undefined;
  for (const child of namedChildren(node)) {
    if (child.type === 'ERROR') body.push(lowerError(context, child));
    else value = evaluate(context, child, 'returned', body);
  }
  body.push({ kind: 'return', range: rangeOf(node), ...(value && { value }) });
  return { kind: 'sequence', body };
}

function lowerGoto(context: Context, node: SyntaxNode): Structure {
  const label = childOf(node, 'label');
  const range = rangeOf(node);
  if (label) return { kind: 'goto', label: sourceOf(context, label), range };
  return { kind: 'event', event: { kind: 'opaque', range } };
}

/** `#if` arms are a choice; without `#else` one of them is empty. */
function lowerConditional(context: Context, node: SyntaxNode): Structure {
  const arms = conditionalArms(node).map((items) => lowerItems(context, items));
  return arms.every(isEmpty) ? EMPTY : { kind: 'choice', arms };
}

/** The statements of each arm of an `#if` node. */
export function conditionalArms(node: SyntaxNode): readonly (readonly SyntaxNode[])[] {
  const items = node.children.filter(
    (child) => child.field !== 'condition' && child.field !== 'name' && child.field !== 'alternative',
  );
  const alternative = childOf(node, 'alternative');
  if (alternative) return [items, ...conditionalArms(alternative)];
  return node.type === 'preproc_else' ? [items] : [items, []];
}

function lowerError(context: Context, node: SyntaxNode): Structure {
  if (hasControlFlow(node) || isElision(context, node)) return salvage(context, node).structure;
  const body: Structure[] = [];
  for (const child of namedChildren(node)) evaluate(context, child, 'other', body);
  return { kind: 'sequence', body };
}

/** `UNKNOWN_MACRO(x) { … }` reads like a nested function: its block is taken as a statement, its meaning is open. */
function lowerMisread(context: Context, node: SyntaxNode): Structure {
  const opaque: Structure = { kind: 'event', event: { kind: 'opaque', range: rangeOf(node) } };
  return { kind: 'sequence', body: [opaque, branch(context, childOf(node, 'body'))] };
}
