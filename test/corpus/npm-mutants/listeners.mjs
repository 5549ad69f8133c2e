import { drop, droppable, withCondition } from './edits.mjs';
import {
  around,
  calledName,
  functionAround,
  isExecutor,
  isFunction,
  isIn,
  mentions,
  nameOf,
  receiverOf,
  rootOf,
  textOf,
  within,
} from './script.mjs';

const ADDS = /^(on|once|addListener|prependListener|addEventListener)$/;
const REMOVES = /^(off|removeListener|removeEventListener)$/;

/** The functions in which somebody waits by hand: executors of promises, and async functions. */
export function waitingFunctions({ nodes }) {
  return nodes.filter((node) => isExecutor(node) || (isFunction(node) && node.async));
}

/** Drops what takes a listener away: its only removal, or that of one way out of several. */
export function listenerKept(script) {
  return listenersOf(script).flatMap(({ removals }) =>
    removals.length === 1 ? removals.map(cut(script)) : [],
  );
}

export function listenerKeptOnOneWay(script) {
  return listenersOf(script).flatMap(({ removals }) =>
    removals.length > 1 && new Set(removals.map(functionAround)).size === removals.length
      ? removals.map(cut(script))
      : [],
  );
}

const cut = (script) => (call) => ({
  at: call,
  edit: drop(script, withCondition(droppable(call))),
  change: `without ${textOf(script, call)}`,
});

/** Listeners with a name that are added to something that lives on, with the calls that take them away. */
function listenersOf(script) {
  return waitingFunctions(script).flatMap((fn) => {
    const calls = within(script, fn, 'CallExpression');
    return calls
      .filter((call) => isListening(script, fn, call))
      .map((adds) => ({
        adds,
        removals: calls.filter((call) => takesAway(script, adds, call)),
      }));
  });
}

function isListening(script, fn, call) {
  const [event, handler, options] = call.arguments;
  if (!ADDS.test(calledName(call)) || handler?.type !== 'Identifier' || !event) return false;
  const isOwn = around(call, (node) => isExecutor(node) || (isFunction(node) && node.async)) === fn;
  const isKept = !options || !/once|signal/.test(textOf(script, options));
  return isOwn && isKept && !isMadeHere(script, call, rootOf(receiverOf(script, call)));
}

/** An emitter that the function, or the one around its promise, makes for the job goes with it. */
function isMadeHere(script, call, root) {
  const outer = around(call, (node) => isFunction(node) && !around(node, isFunction)) ?? script.program;
  return within(script, outer, 'VariableDeclarator').some(
    ({ id, init }) => id.name === root && init && /^(await\s+)?(new\b|[\w.]+\()/.test(textOf(script, init)),
  );
}

/** Not within the handler itself, where `once` has done it already. */
function takesAway(script, adds, call) {
  const [event, handler] = adds.arguments.map((given) => textOf(script, given));
  const given = call.arguments.map((one) => textOf(script, one));
  if (!REMOVES.test(calledName(call)) || given[0] !== event || given[1] !== handler) return false;
  if (receiverOf(script, call) !== receiverOf(script, adds) || !droppable(call)) return false;
  const inHandler = around(call, (node) => isFunction(node) && nameOf(node) === handler);
  return !(inHandler && calledName(adds) === 'once');
}

/** Drops the call of a shared clean-up function in one of the functions that end a wait. */
export function cleanupForgotten(script) {
  return waitingFunctions(script).flatMap((fn) => {
    const inner = script.nodes.filter((node) => isFunction(node) && node !== fn && isIn(node, fn));
    return inner
      .filter((one) => nameOf(one) && CLEANS.test(textOf(script, one.body)))
      .flatMap((cleanup) => {
        const calls = within(script, fn, 'CallExpression').filter(
          (call) => call.callee.name === nameOf(cleanup) && droppable(call) && settles(script, fn, call),
        );
        return new Set(calls.map(functionAround)).size < 2 ? [] : calls.map(cut(script));
      });
  });
}

const CLEANS = /\b(off|removeListener|removeEventListener|clearTimeout|clearInterval)\(/;

/** The function in which the clean-up is called ends the wait. */
function settles(script, fn, call) {
  const ending = functionAround(call);
  const settlers = isExecutor(fn) ? fn.params.map((given) => textOf(script, given)) : [];
  return ending !== fn && settlers.some((name) => mentions(textOf(script, ending), name));
}
