import { drop } from './edits.mjs';
import { functionAround, isIn, textOf } from './script.mjs';

/** Drops the test of a signal that stands before its listener: one that is aborted already is never heard. */
export function abortTestDropped(script) {
  return script.nodes.flatMap((node) => {
    const signal = testedBy(script, node);
    if (!signal) return [];
    const fn = outermost(node) ?? script.program;
    const text = textOf(script, fn);
    const rest = text.slice(node.range[1] - fn.range[0]);
    const listens = new RegExp(
      `${signal.replace(/[.?$]/g, '\\$&')}\\??\\.(addEventListener\\(\\s*["']abort|onabort =)`,
    );
    const others = text.slice(0, node.range[0] - fn.range[0]) + rest;
    if (!listens.test(rest) || /\baborted\b|throwIfAborted/.test(others)) return [];
    return [
      {
        at: node,
        edit: drop(script, node),
        change: `without ${textOf(script, node).slice(0, 70).replace(/\s+/g, ' ')}`,
      },
    ];
  });
}

/** The signal that a statement tests to leave at once. */
function testedBy(script, node) {
  if (node.type === 'IfStatement' && !node.alternate) {
    const tested = /^([\w$.?]+?)(?:\?|!)?\.aborted$/.exec(textOf(script, node.test))?.[1];
    return tested && /\b(return|throw|reject|abort)/.test(textOf(script, node.consequent))
      ? tested
      : undefined;
  }
  if (node.type !== 'ExpressionStatement') return undefined;
  return /^([\w$.]+)\??\.throwIfAborted\(\);?$/.exec(textOf(script, node))?.[1];
}

function outermost(node) {
  let fn = functionAround(node);
  for (let next = fn; next; next = functionAround(next)) fn = isIn(node, next) ? next : fn;
  return fn;
}
