import { drop, droppable, withCondition } from './edits.mjs';
import { calledName, functionAround, isFunction, isIn, textOf, within } from './script.mjs';
import { waitingFunctions } from './listeners.mjs';

/** Drops what stops a timer that keeps the process, or what it holds, when the wait is over. */
export function timerKept(script) {
  return waitingFunctions(script).flatMap((fn) =>
    timersOf(script, fn).flatMap((timer) => {
      const stops = stopsOf(script, fn, timer);
      return stops.map((call) => ({
        at: call,
        edit: drop(script, withCondition(droppable(call))),
        change: `without ${textOf(script, call)}${stops.length > 1 ? ` (of ${stops.length})` : ''}`,
      }));
    }),
  );
}

function timersOf(script, fn) {
  return within(script, fn, 'CallExpression').flatMap((call) => {
    if (!/^set(Timeout|Interval)$/.test(calledName(call)) || functionAround(call) !== fn) return [];
    const { parent } = call;
    if (parent.type === 'VariableDeclarator') return [{ call, name: textOf(script, parent.id) }];
    const isKept = parent.type === 'AssignmentExpression' && parent.left.type === 'Identifier';
    return isKept ? [{ call, name: parent.left.name }] : [];
  });
}

/** Stops that come with the end of the wait: not in the timer's own function, and not before it is set anew. */
function stopsOf(script, fn, { call: timer, name }) {
  if (new RegExp(`\\b${name}\\)?\\??\\.unref\\b`).test(textOf(script, fn))) return [];
  const handler = timer.arguments[0];
  return within(script, fn, 'CallExpression').filter((call) => {
    const isStop = /^clear(Timeout|Interval)$/.test(calledName(call)) && call.arguments[0];
    if (!isStop || textOf(script, call.arguments[0]).replace(/\W+$/, '') !== name || !droppable(call))
      return false;
    const own = handler && isFunction(handler) && isIn(call, handler);
    return !own && !setsAgain(script, functionAround(call), name, fn);
  });
}

function setsAgain(script, inner, name, fn) {
  return inner !== fn && new RegExp(`\\b${name}\\s*=\\s*set`).test(textOf(script, inner));
}
