import type { Operand } from '../protocol/events.js';
import { isConst, soleDeclarator } from './bindings.js';
import type { FileContext } from './file.js';
import { T, unwrap, type Node } from './nodes.js';

/** The value of an expression that is a literal, a sum of literals or a variable that is never anything else. */
export function constantOf(node: Node, file: FileContext, depth = 0): Operand['constant'] {
  const inner = unwrap(node);
  if (depth > 8) return undefined;
  switch (inner.type) {
    case T.Literal:
      return ofLiteral(inner.value);
    case T.TemplateLiteral:
      return inner.expressions.length === 0 ? inner.quasis[0]?.value.cooked : undefined;
    case T.UnaryExpression:
      return ofUnary(inner.operator, constantOf(inner.argument, file, depth + 1));
    case T.BinaryExpression:
      return ofBinary(
        inner.operator,
        constantOf(inner.left, file, depth + 1),
        constantOf(inner.right, file, depth + 1),
      );
    case T.Identifier:
      return ofName(inner, file, depth) ?? file.recogniser.constantOf(inner)?.value;
    case T.MemberExpression:
      return file.recogniser.constantOf(inner)?.value;
    default:
      return undefined;
  }
}

function ofLiteral(value: unknown): Operand['constant'] {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? value : undefined;
}

function ofUnary(operator: string, value: Operand['constant']): Operand['constant'] {
  if (value === undefined) return undefined;
  if (operator === '!') return !value;
  if (typeof value !== 'number') return undefined;
  if (operator === '-') return -value;
  return operator === '+' ? value : operator === '~' ? ~value : undefined;
}

const ARITHMETIC: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  '|': (a, b) => a | b,
  '&': (a, b) => a & b,
};

function ofBinary(operator: string, a: Operand['constant'], b: Operand['constant']): Operand['constant'] {
  return typeof a === 'number' && typeof b === 'number' ? ARITHMETIC[operator]?.(a, b) : undefined;
}

function ofName(node: Node & { name: string }, file: FileContext, depth: number): Operand['constant'] {
  if (node.name === 'Infinity') return Infinity;
  const variable = file.bindings.variableOf(node);
  const declarator = variable && soleDeclarator(variable);
  // A `let` without a writer in sight is taken to be written by code that is not shown.
  if (!variable || !isConst(variable)) return undefined;
  if (!declarator?.init || declarator.id.type !== T.Identifier) return undefined;
  return constantOf(declarator.init, file, depth + 1);
}
