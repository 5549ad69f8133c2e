import type { TSESTree } from '@typescript-eslint/types';
import { calleeName, propertyName, T, type Node } from '../nodes.js';
import { UnknownCodeError, type Dialect, type Instruction } from './instructions.js';

/**
 * The protocol of TypeScript's helper `__generator`, which SWC has taken over: `return [operation, operand]`, results by
 * `state.sent()`, `try` regions in `state.trys`. It is described in tslib's `__generator`.
 */
export function readGeneratorHelper(body: readonly Node[], state: string, awaits: boolean): Instruction[] {
  const reader: Reader = { state, word: awaits ? 'await' : 'yield' };
  const last = body.at(-1);
  if (last?.type !== T.SwitchStatement) return readBlock(body, undefined, reader);
  if (body.length > 1) throw new UnknownCodeError();
  return last.cases.flatMap((block, at) => [
    { op: 'label' as const, name: labelOf(block.test), node: block },
    ...readBlock(block.consequent, last.cases[at + 1], reader),
  ]);
}

/** How such code tells what it was resumed with, and leaves. */
export function generatorDialect(state: string): Dialect {
  return {
    isResult: (node) => callOn(node, state, 'sent') !== undefined,
    leaveOf: (node) => (node.type === T.ReturnStatement ? operationOf(node, { state, word: '' }) : undefined),
  };
}

interface Reader {
  readonly state: string;
  readonly word: string;
}

/** Of a label, in the one way it is written in jumps and cases. */
function labelOf(node: Node | null | undefined): string {
  if (node?.type !== T.Literal) throw new UnknownCodeError();
  return String(node.value);
}

function readBlock(
  statements: readonly Node[],
  next: TSESTree.SwitchCase | undefined,
  reader: Reader,
): Instruction[] {
  const read: Instruction[] = [];
  for (let at = 0; at < statements.length; at++) {
    const instruction = readStatement(statements[at]!, statements[at + 1], next, reader);
    if (instruction) read.push(instruction);
    if (instruction?.op === 'switch') at++;
  }
  return read;
}

function readStatement(
  node: Node,
  following: Node | undefined,
  next: TSESTree.SwitchCase | undefined,
  reader: Reader,
): Instruction | undefined {
  switch (node.type) {
    case T.ReturnStatement: {
      const operation = operationOf(node, reader, next);
      if (!operation) throw new UnknownCodeError();
      return operation;
    }
    case T.ExpressionStatement:
      return readExpression(node, reader);
    case T.IfStatement:
      return branchOf(node) ?? { op: 'statement', node };
    case T.SwitchStatement:
      return switchOf(node, following) ?? { op: 'statement', node };
    default:
      return { op: 'statement', node };
  }
}

function readExpression(node: TSESTree.ExpressionStatement, reader: Reader): Instruction | undefined {
  const { expression } = node;
  if (expression.type === T.AssignmentExpression && isOn(expression.left, reader.state, 'label'))
    return undefined;
  const regions = callOn(expression, reader.state, 'trys', 'push')?.[0];
  if (regions?.type !== T.ArrayExpression) return { op: 'statement', node };
  const [, handler, finalizer, end] = regions.elements.map((label) => (label ? labelOf(label) : undefined));
  return { op: 'try', regions: { handler, finalizer, end }, node };
}

/** `return [3, 5]` */
function operationOf(
  node: TSESTree.ReturnStatement,
  { word }: Reader,
  next?: TSESTree.SwitchCase,
): Instruction | undefined {
  const { argument } = node;
  if (argument?.type !== T.ArrayExpression) return undefined;
  const [operation, operand] = argument.elements;
  if (operation?.type !== T.Literal) return undefined;
  const value = operand ?? undefined;
  switch (operation.value) {
    case RETURN:
      return { op: 'return', value, node };
    case BREAK:
      return { op: 'jump', to: labelOf(value), node };
    case YIELD:
      return { op: 'yield', ...yielded(value, word), resume: labelOf(next?.test), node };
    case DELEGATE:
      return {
        op: 'yield',
        value,
        word: word === 'yield' ? 'yield*' : word,
        resume: labelOf(next?.test),
        node,
      };
    case END_FINALLY:
      return { op: 'end-finally', node };
    default:
      throw new UnknownCodeError();
  }
}

/** In an async generator a compiler marks what is awaited: `__await(x)`. */
export function yielded(
  value: Node | undefined,
  word: string,
): { readonly value: Node | undefined; readonly word: string } {
  const isAwaited =
    word === 'yield' && value?.type === T.CallExpression && AWAITED.test(calleeName(value.callee));
  return isAwaited ? { value: value.arguments[0], word: 'await' } : { value, word };
}

const AWAITED = /^_*await(AsyncGenerator)?(\$\d+)?$/;

const RETURN = 2;
const BREAK = 3;
const YIELD = 4;
const DELEGATE = 5;
const END_FINALLY = 7;

function branchOf(node: TSESTree.IfStatement): Instruction | undefined {
  const jump = onlyJump(node.consequent);
  if (!jump || node.alternate) return undefined;
  const { test } = node;
  const isNegated = test.type === T.UnaryExpression && test.operator === '!';
  return { op: 'branch', test: isNegated ? test.argument : test, when: !isNegated, to: jump, node };
}

function onlyJump(node: Node): string | undefined {
  const only = node.type === T.BlockStatement && node.body.length === 1 ? node.body[0]! : node;
  if (only.type !== T.ReturnStatement || only.argument?.type !== T.ArrayExpression) return undefined;
  const [operation, label] = only.argument.elements;
  return operation?.type === T.Literal && operation.value === BREAK ? labelOf(label) : undefined;
}

/** `switch (x) { case 1: return [3, 2]; case 2: return [3, 4]; } return [3, 6];` */
function switchOf(node: TSESTree.SwitchStatement, following: Node | undefined): Instruction | undefined {
  const otherwise = following && onlyJump(following);
  const cases = node.cases.map(({ test, consequent }) => {
    const to = consequent.length === 1 ? onlyJump(consequent[0]!) : undefined;
    return test && to !== undefined ? { test, to } : undefined;
  });
  if (otherwise === undefined || cases.includes(undefined)) return undefined;
  const known = cases.filter((one) => one !== undefined);
  return { op: 'switch', subject: node.discriminant, cases: known, otherwise, node };
}

/** Whether a node is `state.a.b`. */
export function isOn(node: Node, state: string, ...path: readonly string[]): boolean {
  const name = path.at(-1);
  if (name === undefined) return node.type === T.Identifier && node.name === state;
  return (
    node.type === T.MemberExpression &&
    propertyName(node) === name &&
    isOn(node.object, state, ...path.slice(0, -1))
  );
}

/** The arguments of `state.a.b(…)`. */
export function callOn(node: Node, state: string, ...path: readonly string[]): readonly Node[] | undefined {
  return node.type === T.CallExpression && isOn(node.callee, state, ...path) ? node.arguments : undefined;
}
