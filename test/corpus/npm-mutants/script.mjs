import { parse, simpleTraverse } from '@typescript-eslint/typescript-estree';

/** A parsed text with its nodes in order, each with its parent; undefined where it cannot be read. */
export function readScript(text, path = 'file.js') {
  try {
    const jsx = !/\.[cm]?ts$/.test(path);
    const program = parse(text, { range: true, loc: true, jsx, filePath: path });
    const nodes = [];
    simpleTraverse(program, { enter: (node) => void nodes.push(node) }, true);
    return { text, path, program, nodes };
  } catch {
    return undefined;
  }
}

/** The source of a node. */
export const textOf = ({ text }, { range }) => text.slice(...range);

/** Nodes of a type that stand in another node. */
export function within(script, outer, type) {
  return script.nodes.filter((node) => node.type === type && node !== outer && isIn(node, outer));
}

export const isIn = (inner, outer) => inner.range[0] >= outer.range[0] && inner.range[1] <= outer.range[1];

export const isFunction = (node) => /^(ArrowFunction|Function)(Expression|Declaration)$/.test(node.type);

/** The nearest node around another that answers a question. */
export function around(node, isWanted) {
  for (let one = node.parent; one; one = one.parent) if (isWanted(one)) return one;
  return undefined;
}

export const functionAround = (node) => around(node, isFunction);

/** The function given to `new Promise`, nearest around a node. */
export const executorAround = (node) => around(node, isExecutor);

export function isExecutor(node) {
  return (
    isFunction(node) &&
    node.parent?.type === 'NewExpression' &&
    node.parent.callee.name === 'Promise' &&
    node.parent.arguments[0] === node
  );
}

/** The last name of what is called: `off` of `a.b.off()`, `f` of `f()`. */
export function calledName({ callee }) {
  return callee.type === 'MemberExpression' ? (callee.property.name ?? '') : (callee.name ?? '');
}

/** The text of what a method is called on; empty for a plain function. */
export function receiverOf(script, { callee }) {
  return callee.type === 'MemberExpression' ? textOf(script, callee.object) : '';
}

/** The first name of a path: `this.a` gives `this`. */
export const rootOf = (path) => /^[\w$]+/.exec(path)?.[0] ?? '';

/** The name under which a function can be called: its own, or that of its variable, property or method. */
export function nameOf(fn) {
  const { id, parent } = fn;
  if (id) return id.name;
  if (parent?.type === 'VariableDeclarator') return parent.id.name;
  if (/^(MethodDefinition|Property|PropertyDefinition)$/.test(parent?.type)) return parent.key.name;
  return parent?.type === 'AssignmentExpression' ? parent.left.property?.name : undefined;
}

/** Whole-word occurrence of a name or an access path. */
export function mentions(text, name) {
  const quoted = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w$])${quoted}(?![\\w$])`).test(text);
}
