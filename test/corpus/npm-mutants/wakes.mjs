import { drop, droppable, swap } from './edits.mjs';
import {
  around,
  calledName,
  functionAround,
  isFunction,
  mentions,
  nameOf,
  receiverOf,
  textOf,
  within,
} from './script.mjs';
import { listsOf } from './windows.mjs';

/** An event that is emitted before the field it tells of is written, where a listener of the file reads it. */
export function emitFirst(script) {
  return listsOf(script).flatMap((list) =>
    list.flatMap((update, i) => {
      const wake = list[i + 1];
      const field = wake && fieldWritten(script, update);
      const event = wake && /^this\.emit\((["'][\w:-]+["'])/.exec(textOf(script, wake))?.[1];
      if (!field || !event || mentions(textOf(script, wake), field) || !isReadOn(script, event, field))
        return [];
      return [
        {
          at: update,
          edit: swap(script, update, wake),
          change: `emit ${event} before ${textOf(script, update)}`,
        },
      ];
    }),
  );
}

function fieldWritten(script, node) {
  return /^(this\.[\w$#]+)\s*(=(?!=)|\+\+|--|[-+]=)/.exec(textOf(script, node))?.[1];
}

/** A listener for the event in the file reads the field, itself or behind a wait. */
function isReadOn(script, event, field) {
  return script.nodes.some((node) => {
    if (node.type !== 'CallExpression' || !/^(on|once|addListener)$/.test(calledName(node))) return false;
    if (node.arguments[0] === undefined || textOf(script, node.arguments[0]) !== event) return false;
    const handler = node.arguments[1];
    return handler !== undefined && mentions(textOf(script, handler), field);
  });
}

/** Drops the wake-up behind one of several updates of what waiters test before they sleep. */
export function wakeDropped(script) {
  const lists = waiterLists(script);
  if (lists.length === 0) return [];
  return lists.flatMap(({ name, tested }) => {
    const wakers = wakersOf(script, name);
    const calls = script.nodes.filter(
      (node) => node.type === 'CallExpression' && droppable(node) && wakes(script, node, name, wakers),
    );
    const sites = calls.filter((call) => updatesTested(script, call, tested));
    const owners = new Set(sites.map((call) => owner(call)));
    return owners.size < 2
      ? []
      : sites.map((call) => ({
          at: call,
          edit: drop(script, droppable(call)),
          change: `without ${textOf(script, call)} behind an update of ${tested.join(', ')}`,
        }));
  });
}

/** Fields that resolvers are pushed to, with the fields that are tested before. */
function waiterLists(script) {
  const joins = script.nodes.filter(
    (node) =>
      node.type === 'CallExpression' &&
      /^(push|unshift|add|enqueue)$/.test(calledName(node)) &&
      /\bresolve\b/.test(node.arguments.map((one) => textOf(script, one)).join()),
  );
  return joins.flatMap((call) => {
    const name = /^this\.([\w$#]+)$/.exec(receiverOf(script, call))?.[1];
    const fn = name && owner(call);
    const tested = fn ? testsIn(script, fn).filter((one) => one !== `this.${name}`) : [];
    return tested.length > 0 ? [{ name: `this.${name}`, tested }] : [];
  });
}

const owner = (node) =>
  around(
    node,
    (one) => isFunction(one) && /^(MethodDefinition|PropertyDefinition|Property)$/.test(one.parent.type),
  ) ?? functionAround(node);

function testsIn(script, fn) {
  const tests = script.nodes.filter((node) => /^(If|While)Statement$/.test(node.type) && owner(node) === fn);
  const found = tests.flatMap(({ test }) => textOf(script, test).match(/this\.[\w$#]+/g) ?? []);
  return [...new Set(found)];
}

/** Methods that take a waiter from the list and call it. */
function wakersOf(script, list) {
  return script.nodes.flatMap((node) => {
    if (!isFunction(node) || !nameOf(node)) return [];
    const text = textOf(script, node);
    return mentions(text, list) &&
      /\.(shift|pop|forEach|dequeue|splice)\(|\bof this/.test(text) &&
      text.length < 800
      ? [nameOf(node)]
      : [];
  });
}

function wakes(script, call, list, wakers) {
  const text = textOf(script, call);
  if (call.callee.type === 'MemberExpression' && call.callee.object.type === 'ThisExpression')
    return wakers.includes(calledName(call)) && nameOf(functionAround(call)) !== calledName(call);
  return mentions(text, list) && /\.(shift|pop)\(\)[!?.]*\(/.test(text);
}

/** A statement before it in the same function writes what waiters test. */
function updatesTested(script, call, tested) {
  const fn = functionAround(call);
  const before = script.text.slice(fn.range[0], call.range[0]);
  const updates = tested.filter((place) =>
    new RegExp(
      `${place.replace(/[.$#]/g, '\\$&')}(\\s*(=(?!=)|\\+\\+|--|[-+]=)|\\.(push|delete|add|shift|set)\\()|(--|\\+\\+)${place.replace(/[.$#]/g, '\\$&')}\\b`,
    ).test(before),
  );
  return updates.length > 0 && within(script, fn, 'AwaitExpression').length < 10;
}
