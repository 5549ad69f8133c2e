import { drop, swap } from './edits.mjs';
import { textOf } from './script.mjs';
import { listsOf } from './windows.mjs';

const callOf = (statement, name) => {
  const call = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
  return isAtomics(call, name) ? call : undefined;
};

const isAtomics = (node, name) =>
  node?.type === 'CallExpression' &&
  node.callee.object?.name === 'Atomics' &&
  name.test(node.callee.property.name);

const STORES = /^(store|add|sub|or|exchange|compareExchange)$/;

/** A store, and the notify behind it of the same word. */
function pairsOf(script) {
  return listsOf(script).flatMap((list) =>
    list.flatMap((store, i) => {
      const [stores, notifies] = [callOf(store, STORES), callOf(list[i + 1], /^notify$/)];
      const isPair = stores && notifies && wordOf(script, stores) === wordOf(script, notifies);
      return isPair ? [{ store, notify: list[i + 1], call: notifies }] : [];
    }),
  );
}

const wordOf = (script, { arguments: [array, index] }) =>
  `${textOf(script, array)}[${textOf(script, index)}]`;

const onPairs = (change, editOf) => (script) =>
  pairsOf(script).map((pair) => ({
    at: pair.store,
    edit: editOf(script, pair),
    change: `${change}: ${textOf(script, pair.store)}`,
  }));

export const notifyFirst = onPairs('notify before', (script, { store, notify }) =>
  swap(script, store, notify),
);
export const storeDropped = onPairs('without', (script, { store }) => drop(script, store));
export const notifyDropped = onPairs('no notify after', (script, { notify }) => drop(script, notify));
export const otherIndex = onPairs('notifies another index', (script, { call }) =>
  after(script, call.arguments[1], ' + 1'),
);
/** Word 0 lies at byte 0. */
export const byteOffset = (script) =>
  offsets(script).filter(({ at }) => at.expression.arguments[1].raw !== '0');
const offsets = onPairs('notifies a byte offset', (script, { call }) =>
  after(script, call.arguments[1], ' * 4'),
);

function after(script, { range }, text) {
  return { range, text: `${script.text.slice(...range)}${text}` };
}

/** The value slept on is loaded in the call, not the one that was tested. */
export function expectedReloaded(script) {
  return waitsOf(script).flatMap((call) => {
    const [array, index, expected] = call.arguments;
    if (!expected || /Atomics\.load/.test(textOf(script, expected))) return [];
    const text = `Atomics.load(${textOf(script, array)}, ${textOf(script, index)})`;
    return [{ at: call, edit: { range: expected.range, text }, change: `expects ${text}` }];
  });
}

/** The loop around a wait becomes an `if`. */
export function loopDropped(script) {
  return waitsOf(script).flatMap((call) => {
    const body = call.parent.type === 'ExpressionStatement' ? call.parent.parent : undefined;
    const loop = body?.type === 'WhileStatement' ? body : body?.parent;
    if (
      loop?.type !== 'WhileStatement' ||
      /\b(break|continue)\b/.test(textOf(script, loop.body)) ||
      !/Atomics/.test(textOf(script, loop.test))
    )
      return [];
    const range = [loop.range[0], loop.range[0] + 'while'.length];
    return [{ at: loop, edit: { range, text: 'if' }, change: `if for while (${textOf(script, loop.test)})` }];
  });
}

/** A result that decided about a time-out is dropped. */
export function resultIgnored(script) {
  return waitsOf(script).flatMap((call) => {
    const test = call.parent;
    const statement = test.parent;
    const isTested =
      test.type === 'BinaryExpression' &&
      statement.type === 'IfStatement' &&
      statement.test === test &&
      !statement.alternate;
    if (!isTested || !/^["'](timed-out|ok|not-equal)["']$/.test(textOf(script, test.right))) return [];
    return [
      {
        at: call,
        edit: { range: statement.range, text: `${textOf(script, call)};` },
        change: `without the test for ${textOf(script, test.right)}`,
      },
    ];
  });
}

const waitsOf = ({ nodes }) => nodes.filter((node) => isAtomics(node, /^wait$/));
