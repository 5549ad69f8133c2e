import type { TSESTree } from '@typescript-eslint/types';
import { calleeName, T, type Node } from '../nodes.js';
import { callOn, isOn, yielded } from './generator-helper.js';
import { UnknownCodeError, type Dialect, type Instruction, type TryRegions } from './instructions.js';
import { nodesIn } from './rewriter.js';

/**
 * The protocol of regenerator, which Babel uses: `context.next = N` and a `break` or `return`, results in `context.sent`,
 * `try` regions in a table. Babel 7.27 has shortened the names.
 */
export function readRegenerator(machine: TSESTree.SwitchStatement, names: Names): Instruction[] {
  return machine.cases.flatMap((block) => [
    { op: 'label' as const, name: labelOf(block.test), node: block },
    ...readBlock(flat(block.consequent), names),
  ]);
}

/** What the code of a machine goes by. */
export interface Names {
  /** The context it is given. */
  readonly context: string;
  readonly style: Style;
  readonly word: 'await' | 'yield';
  /** The members that take the results of other generators. */
  readonly delegated: readonly string[];
  /** By the label where each begins. */
  readonly regions: ReadonlyMap<string, TryRegions>;
}

/** What the members of the context are called. */
export interface Style {
  readonly next: string;
  readonly previous: string;
  readonly sent: string;
  readonly caught: string | undefined;
  readonly leave: string;
  readonly endFinally: string;
  readonly delegate: string;
  readonly stop: string;
}

export const STYLES: readonly Style[] = [
  {
    next: 'next',
    previous: 'prev',
    sent: 'sent',
    caught: 'catch',
    leave: 'abrupt',
    endFinally: 'finish',
    delegate: 'delegateYield',
    stop: 'stop',
  },
  {
    next: 'n',
    previous: 'p',
    sent: 'v',
    caught: undefined,
    leave: 'a',
    endFinally: 'f',
    delegate: 'd',
    stop: 'stop',
  },
];

/** How such code tells what it was resumed with, and leaves. */
export function regeneratorDialect(names: Names): Dialect {
  const { context, style, delegated } = names;
  const isCaught = (node: Node): boolean =>
    style.caught !== undefined && callOn(node, context, style.caught) !== undefined;
  return {
    isResult: (node) =>
      isOn(node, context, style.sent) ||
      isCaught(node) ||
      delegated.some((name) => isOn(node, context, name)),
    leaveOf: (node) => (node.type === T.ReturnStatement ? leaveOf(node, names) : undefined),
  };
}

/** The table of `try` regions: `[[0, 7, 10, 13]]`. */
export function readRegions(table: Node | undefined): ReadonlyMap<string, TryRegions> {
  const regions = new Map<string, TryRegions>();
  for (const row of table?.type === T.ArrayExpression ? table.elements : []) {
    if (row?.type !== T.ArrayExpression) throw new UnknownCodeError();
    const [start, handler, finalizer, end] = row.elements.map((label) =>
      label ? labelOf(label) : undefined,
    );
    if (start !== undefined) regions.set(start, { handler, finalizer, end });
  }
  return regions;
}

function labelOf(node: Node | null | undefined): string {
  if (node?.type !== T.Literal) throw new UnknownCodeError();
  return String(node.value);
}

function flat(statements: readonly Node[]): readonly Node[] {
  return statements.flatMap((node): readonly Node[] => (node.type === T.BlockStatement ? node.body : [node]));
}

function readBlock(statements: readonly Node[], names: Names): Instruction[] {
  const read: Instruction[] = [];
  for (let at = 0; at < statements.length; at++) {
    const node = statements[at]!;
    const next = assigned(node, names.context, names.style.next);
    if (next) {
      read.push(leaving(next, statements[at + 1], names, node));
      at++;
    } else read.push(...readStatement(node, names));
  }
  return read;
}

/** The value of `context.name = value;`. */
function assigned(node: Node, context: string, name: string): Node | undefined {
  const expression = node.type === T.ExpressionStatement ? node.expression : undefined;
  const isIt = expression?.type === T.AssignmentExpression && isOn(expression.left, context, name);
  return isIt ? expression.right : undefined;
}

/** `context.next = 5; break;`, `context.next = 5; return promise;` */
function leaving(next: Node, by: Node | undefined, names: Names, node: Node): Instruction {
  if (by?.type === T.ReturnStatement && next.type === T.Literal) {
    const value = by.argument ?? undefined;
    return { op: 'yield', ...yielded(unwrapped(value), names.word), resume: labelOf(next), node: by };
  }
  if (by?.type !== T.BreakStatement) throw new UnknownCodeError();
  return next.type === T.ConditionalExpression
    ? switchOf(next, node)
    : { op: 'jump', to: labelOf(next), node };
}

/** `regeneratorRuntime.awrap(promise)` */
function unwrapped(value: Node | undefined): Node | undefined {
  const isWrapped = value?.type === T.CallExpression && value.callee.type === T.MemberExpression;
  return isWrapped && isOn(value.callee, 'regeneratorRuntime', 'awrap') ? value.arguments[0] : value;
}

/** `context.next = x === 1 ? 5 : x === 2 ? 9 : 12` */
function switchOf(chain: TSESTree.ConditionalExpression, node: Node): Instruction {
  const cases: { readonly test: Node; readonly to: string }[] = [];
  let rest: Node = chain;
  for (; rest.type === T.ConditionalExpression; rest = rest.alternate) {
    if (rest.test.type !== T.BinaryExpression || rest.test.operator !== '===') throw new UnknownCodeError();
    cases.push({ test: rest.test.right, to: labelOf(rest.consequent) });
  }
  const { left } = chain.test as TSESTree.BinaryExpression;
  return { op: 'switch', subject: left, cases, otherwise: labelOf(rest), node };
}

function readStatement(node: Node, names: Names): readonly Instruction[] {
  const { context, style, regions } = names;
  const region = assigned(node, context, style.previous);
  if (region) {
    const found = regions.get(labelOf(region));
    return found ? [{ op: 'try', regions: found, node }] : [];
  }
  if (node.type === T.ReturnStatement) {
    const leave = delegation(node, names) ?? leaveOf(node, names);
    if (!leave) throw new UnknownCodeError();
    return [leave];
  }
  if (node.type === T.IfStatement) return [branchOf(node, names) ?? { op: 'statement', node }];
  return [{ op: 'statement', node }];
}

/** `return context.delegateYield(turn(), 't0', 7)`, `return context.d(values(turn()), 7)` */
function delegation(
  node: TSESTree.ReturnStatement,
  { context, style, word }: Names,
): Instruction | undefined {
  const given = (node.argument && callOn(node.argument, context, style.delegate)) ?? [];
  const [values] = given;
  if (!values) return undefined;
  const isWrapped = values.type === T.CallExpression && /values$/i.test(calleeName(values.callee));
  const value = isWrapped ? values.arguments[0] : values;
  return {
    op: 'yield',
    value,
    word: word === 'yield' ? 'yield*' : word,
    resume: labelOf(given.at(-1)),
    node,
  };
}

/** The names that `delegateYield` is told to put results under. */
export function delegatedIn(machine: Node, context: string): readonly string[] {
  return [...nodesIn(machine)].flatMap((node) => {
    const name = callOn(node, context, 'delegateYield')?.[1];
    return name?.type === T.Literal ? [String(name.value)] : [];
  });
}

/** `if (!test) { context.next = 5; break; }` */
function branchOf(node: TSESTree.IfStatement, names: Names): Instruction | undefined {
  const { test, consequent, alternate } = node;
  if (consequent.type !== T.BlockStatement || alternate) return undefined;
  const [first, second] = consequent.body;
  const next = first && assigned(first, names.context, names.style.next);
  if (!next || second?.type !== T.BreakStatement) return undefined;
  const isNegated = test.type === T.UnaryExpression && test.operator === '!';
  return { op: 'branch', test: isNegated ? test.argument : test, when: !isNegated, to: labelOf(next), node };
}

/** `return context.abrupt('return', x)`, `return context.a(3, 7)` */
function leaveOf(node: TSESTree.ReturnStatement, { context, style }: Names): Instruction | undefined {
  const call = node.argument;
  if (!call) return undefined;
  if (callOn(call, context, style.stop)) return { op: 'return', value: undefined, node };
  if (callOn(call, context, style.endFinally)) return { op: 'end-finally', node };
  const [how, value] = callOn(call, context, style.leave) ?? [];
  if (how?.type !== T.Literal) return undefined;
  if (how.value === 'return' || how.value === RETURN) return { op: 'return', value, node };
  if (how.value === 'throw') throw new UnknownCodeError();
  return { op: 'jump', to: labelOf(value), node };
}

const RETURN = 2;
