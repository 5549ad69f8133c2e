import { isFunction, textOf } from './script.mjs';

/** What stands for a call as a whole: its statement, or the body of an arrow function; undefined where its value is used. */
export function droppable(call) {
  let node = call;
  while (/^(ChainExpression|AwaitExpression|UnaryExpression)$/.test(node.parent.type)) {
    if (node.parent.type === 'UnaryExpression' && node.parent.operator !== 'void') return undefined;
    node = node.parent;
  }
  if (node.parent.type === 'ExpressionStatement') return node.parent;
  return isFunction(node.parent) && node.parent.body === node ? node : undefined;
}

/** A statement with the `if` around it that does nothing else: `if (timer) clearTimeout(timer);` */
export function withCondition(node) {
  const block = node.parent.type === 'BlockStatement' && node.parent.body.length === 1 ? node.parent : node;
  const { parent } = block;
  return parent.type === 'IfStatement' && parent.consequent === block && !parent.alternate ? parent : node;
}

/** Takes a statement or the body of an arrow function out. Lines stay where they are. */
export function drop(script, node) {
  const lines = textOf(script, node).replace(/[^\n]+/g, '');
  const isBody = isFunction(node.parent);
  const isListed = /^(BlockStatement|Program|SwitchCase|StaticBlock)$/.test(node.parent.type);
  return { range: node.range, text: isBody ? `{${lines}}` : isListed ? lines : `{${lines}}` };
}

/** Two statements that follow each other change places. */
export function swap(script, first, second) {
  const between = script.text.slice(first.range[1], second.range[0]);
  const text = textOf(script, second) + between + textOf(script, first);
  return { range: [first.range[0], second.range[1]], text };
}

export const insertBefore = ({ range }, text) => ({ range: [range[0], range[0]], text });

/** The text after an edit. */
export function applyEdit(text, { range, text: by }) {
  return text.slice(0, range[0]) + by + text.slice(range[1]);
}
