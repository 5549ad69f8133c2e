import type { TSESTree } from '@typescript-eslint/types';
import { propertyName, T, unwrap, type Node } from './nodes.js';

/** A private field or method as compilers write it for older language levels. */
export interface PrivateAccess {
  readonly object: Node;
  /** `#queue`, whatever the compiler called the WeakMap. */
  readonly name: string;
  readonly kind: 'get' | 'set' | 'method';
  /** `set` only. */
  readonly value?: Node;
  /** `method` only: the function that is called. */
  readonly method?: Node;
}

const HELPERS: Readonly<Record<string, 'get' | 'set' | 'method'>> = {
  __classPrivateFieldGet: 'get',
  __classPrivateFieldSet: 'set',
  __privateGet: 'get',
  __privateSet: 'set',
  __privateMethod: 'method',
  _class_private_field_get: 'get',
  _class_private_field_set: 'set',
};

/** Reads `__classPrivateFieldGet(this, _Room_queue, "f")` and its kin of other compilers as `this.#queue`. */
export function privateAccess(node: Node): PrivateAccess | undefined {
  if (node.type !== T.CallExpression) return undefined;
  const kind = HELPERS[helperName(node.callee)];
  const [object, field, third, fourth] = node.arguments;
  if (!kind || !object || field?.type !== T.Identifier) return undefined;
  const name = fieldName(field.name);
  if (kind === 'set') return third ? { object, name, kind, value: third } : undefined;
  if (kind === 'method') return third ? { object, name, kind, method: third } : undefined;
  return isLiteral(third, 'm') && fourth
    ? { object, name, kind: 'method', method: fourth }
    : { object, name, kind };
}

function helperName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === T.Identifier) return node.name;
  if (node.type === T.SequenceExpression) return helperName(node.expressions.at(-1)!);
  return node.type === T.MemberExpression ? (propertyName(node) ?? '') : '';
}

/** `_Room_queue` and `_queue` both stand for `#queue`. */
function fieldName(name: string): string {
  return `#${/^_(?:[A-Z][^_]*_)?(.+)$/.exec(name)?.[1] ?? name}`;
}

function isLiteral(node: TSESTree.CallExpressionArgument | undefined, value: string): boolean {
  return node?.type === T.Literal && node.value === value;
}
