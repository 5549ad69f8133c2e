import { drop, droppable, withCondition } from './edits.mjs';
import {
  around,
  calledName,
  executorAround,
  functionAround,
  isFunction,
  isIn,
  mentions,
  nameOf,
  receiverOf,
  textOf,
  within,
} from './script.mjs';

const JOINS = /^(push|unshift|add|set|enqueue|append)$/;
const LEAVES = /^(splice|delete|remove|removeWaiter)$/;

/** Drops what takes a waiter off the list when something else has ended its wait. */
export function waiterLeft(script) {
  return callsNamed(script, JOINS).flatMap((joins) => {
    const executor = executorAround(joins);
    const list = receiverOf(script, joins);
    if (!executor || !list || !mentionsSettler(script, executor, joins)) return [];
    return removalsOf(script, executor, list)
      .filter((node) => endsOtherwise(script, executor, joins, node))
      .map((node) => ({ at: node, edit: drop(script, node), change: `without ${textOf(script, node)}` }));
  });
}

function callsNamed({ nodes }, names) {
  return nodes.filter((node) => node.type === 'CallExpression' && names.test(calledName(node)));
}

function mentionsSettler(script, executor, joins) {
  return (
    executor.params.some((settler) => mentions(textOf(script, executor.body), textOf(script, settler))) &&
    joins.arguments.length > 0
  );
}

/** `list.splice(i, 1)`, `list.delete(waiter)`, `list = list.filter(…)`, with the `if` around that does nothing else. */
function removalsOf(script, executor, list) {
  const calls = within(script, executor, 'CallExpression').flatMap((call) => {
    const isRemoval = LEAVES.test(calledName(call)) && receiverOf(script, call) === list;
    return isRemoval ? (droppable(call) ?? []) : [];
  });
  const stores = within(script, executor, 'AssignmentExpression').flatMap(({ left, right, parent }) =>
    textOf(script, left) === list &&
    /\.filter\(/.test(textOf(script, right)) &&
    parent.type === 'ExpressionStatement'
      ? [parent]
      : [],
  );
  return [...calls, ...stores].map(withCondition);
}

/** In a function that something else calls to end the wait, not in what the list itself holds. */
function endsOtherwise(script, executor, joins, node) {
  const ending = functionAround(node);
  if (ending === executor || isIn(node, joins)) return false;
  const name = nameOf(ending);
  return !(name && joins.arguments.some((given) => mentions(textOf(script, given), name)));
}

const ENDS =
  /^[#_]*(close|destroy|clear|end|stop|dispose|abort|cancel|shut|terminate|disconnect|reset|reject|fail|kill|on[A-Z])/;

/** An end that settles all who wait only empties the list. */
export function pendingForgotten(script) {
  const loops = script.nodes.filter((node) => /^(ForOf|While|For)Statement$/.test(node.type));
  const walks = callsNamed(script, /^forEach$/).flatMap((call) => droppable(call) ?? []);
  return [...loops, ...walks].flatMap((loop) => {
    const fn = functionAround(loop);
    const list = fn && listOf(script, loop);
    if (!list || !ENDS.test(nameOf(fn) ?? '') || !settlesEach(script, loop) || !isJoined(script, list))
      return [];
    const rest = textOf(script, fn).replace(textOf(script, loop), '');
    const isEmptied =
      mentions(rest, list) && /\.clear\(|\.length = 0|= \[\]|= new |= \{\}|splice\(/.test(rest);
    const { range, text } = drop(script, loop);
    const how = hasMethod(script, list, 'push') ? `${list}.length = 0;` : `${list}.clear();`;
    return [
      { at: loop, edit: { range, text: isEmptied ? text : how + text }, change: `only empties ${list}` },
    ];
  });
}

/** What is walked over: a field, or a variable of the module. */
function listOf(script, loop) {
  const walked =
    loop.type === 'ForOfStatement'
      ? textOf(script, loop.right)
      : /^([\w$.#]+)(?:\.(?:length|size)|\.forEach|\.shift\(\))/.exec(headOf(script, loop))?.[1];
  return /^((?:this\.)?[\w$#]+)(?:\.(?:values|entries|splice)\([\d]*\))?$/.exec(walked ?? '')?.[1];
}

const headOf = (script, loop) => textOf(script, loop.test ?? loop);

function settlesEach(script, loop) {
  return /\breject\(|\bresolve\(|\bcallback\(|\.shift\(\)!?\(|\bcb\(/.test(textOf(script, loop));
}

/** Resolvers are put into it somewhere in the file. */
function isJoined(script, list) {
  const name = list.replace(/^this\./, '');
  return callsNamed(script, JOINS).some((call) => {
    const executor = executorAround(call) ?? around(call, isFunction);
    return (
      receiverOf(script, call).endsWith(name) &&
      /\bresolve\b|\breject\b/.test(textOf(script, executor ?? call))
    );
  });
}

function hasMethod(script, list, method) {
  const name = list.replace(/^this\./, '');
  return callsNamed(script, new RegExp(`^${method}$`)).some((call) =>
    receiverOf(script, call).endsWith(name),
  );
}
