import type { TSESTree } from '@typescript-eslint/types';
import { keyName, propertyName, T, unwrap, type Node } from './nodes.js';

/** What a module exports under a name: a value of its own, or a name of another module (`*` for all of it). */
export type Exported =
  | { readonly name: string; readonly value: Node }
  | { readonly name: string; readonly from: string; readonly imported: string };

/** The exports of a module, of either kind, as far as they are written at its top level. */
export function exportsOf(program: TSESTree.Program): readonly Exported[] {
  return program.body.flatMap((statement) => [...ofStatement(statement)]);
}

function ofStatement(statement: Node): readonly Exported[] {
  switch (statement.type) {
    case T.ExportNamedDeclaration:
      return ofNamed(statement);
    case T.ExportDefaultDeclaration:
      return [{ name: 'default', value: statement.declaration }];
    case T.ExportAllDeclaration:
      return statement.exported ? [] : [{ name: '*', from: statement.source.value, imported: '*' }];
    case T.ExpressionStatement:
      return ofExpression(statement.expression);
    default:
      return [];
  }
}

function ofNamed({ declaration, source, specifiers }: TSESTree.ExportNamedDeclaration): readonly Exported[] {
  const named = specifiers.map(({ local, exported }) => {
    const name = nameOf(exported);
    return source ? { name, from: source.value, imported: nameOf(local) } : { name, value: local };
  });
  return [...named, ...(declaration ? ofDeclaration(declaration) : [])];
}

function nameOf(node: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return node.type === T.Identifier ? node.name : node.value;
}

function ofDeclaration(declaration: Node): readonly Exported[] {
  if (declaration.type === T.VariableDeclaration) {
    return declaration.declarations.flatMap(({ id }) =>
      id.type === T.Identifier ? [{ name: id.name, value: id }] : [],
    );
  }
  return declaration.type === T.FunctionDeclaration && declaration.id
    ? [{ name: declaration.id.name, value: declaration }]
    : [];
}

/** `exports.a = b`, `module.exports = { a, b }`, `__exportStar(require('./x'), exports)`, and the getters compilers make. */
function ofExpression(expression: Node): readonly Exported[] {
  if (expression.type === T.AssignmentExpression) return ofAssignment(expression);
  if (expression.type !== T.CallExpression) return [];
  const [first, second, third] = expression.arguments;
  const callee =
    expression.callee.type === T.MemberExpression
      ? propertyName(expression.callee)
      : nameIn(expression.callee);
  const from = first && requiredBy(first);
  if (/^_*exportStar$/i.test(callee ?? '') && from !== undefined) return [{ name: '*', from, imported: '*' }];
  const isGetter = callee === 'defineProperty' && first && isExports(first) && second?.type === T.Literal;
  const value = isGetter && third?.type === T.ObjectExpression ? gotten(third) : undefined;
  return value ? [{ name: String((second as TSESTree.Literal).value), value }] : [];
}

function ofAssignment({ left, right }: TSESTree.AssignmentExpression): readonly Exported[] {
  if (left.type !== T.MemberExpression) return [];
  const name = propertyName(left);
  if (name !== undefined && isExports(left.object)) {
    return [{ name, value: right.type === T.AssignmentExpression ? right.right : right }];
  }
  const isModule = nameIn(left.object) === 'module' && name === 'exports';
  if (!isModule) return [];
  if (right.type !== T.ObjectExpression) {
    const from = requiredBy(right);
    return from === undefined ? [{ name: 'default', value: right }] : [{ name: '*', from, imported: '*' }];
  }
  return right.properties.flatMap((property) => {
    const key = property.type === T.Property ? keyName(property) : undefined;
    return key === undefined ? [] : [{ name: key, value: (property as TSESTree.Property).value }];
  });
}

/** `exports` or `module.exports`. */
function isExports(node: Node): boolean {
  if (nameIn(node) === 'exports') return true;
  return (
    node.type === T.MemberExpression && nameIn(node.object) === 'module' && propertyName(node) === 'exports'
  );
}

function nameIn(node: Node): string | undefined {
  return node.type === T.Identifier ? node.name : undefined;
}

function requiredBy(node: Node): string | undefined {
  const inner = unwrap(node);
  if (inner.type !== T.CallExpression || nameIn(inner.callee) !== 'require') return undefined;
  const [first] = inner.arguments;
  return first?.type === T.Literal && typeof first.value === 'string' ? first.value : undefined;
}

/** `{ enumerable: true, get: function () { return x_1.y; } }`. */
function gotten({ properties }: TSESTree.ObjectExpression): Node | undefined {
  const getter = properties.find((property) => property.type === T.Property && keyName(property) === 'get');
  const fn = getter?.type === T.Property ? getter.value : undefined;
  if (fn?.type === T.ArrowFunctionExpression && fn.body.type !== T.BlockStatement) return fn.body;
  const body =
    fn?.type === T.FunctionExpression || fn?.type === T.ArrowFunctionExpression ? fn.body : undefined;
  const [only] = body?.type === T.BlockStatement ? body.body : [];
  return only?.type === T.ReturnStatement ? (only.argument ?? undefined) : undefined;
}
