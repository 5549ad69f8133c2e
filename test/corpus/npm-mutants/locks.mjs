import { drop } from './edits.mjs';
import { functionAround, isFunction, mentions, textOf, within } from './script.mjs';

/** What gives a lock, a place or a turn back. */
const RELEASES =
  /(^|[.#_])(release|unlock|leave|giveBack)\w*\(|\b(active|pending|running|busy|locked|processing|inFlight)\w*(--| -= 1| = (false|null|undefined))/i;

/** `try { … } finally { release(); }` gives back only where nothing is thrown. */
export function releaseOnSuccess(script) {
  return script.nodes.flatMap((node) => {
    if (node.type !== 'TryStatement' || !node.finalizer || node.handler) return [];
    const { block, finalizer } = node;
    const isRelease = finalizer.body.length <= 3 && RELEASES.test(textOf(script, finalizer));
    if (!isRelease || within(script, block, 'AwaitExpression').length === 0) return [];
    const release = textOf(script, finalizer).slice(1, -1);
    const body = withRelease(script, block, release);
    if (body === undefined) return [];
    return [
      {
        at: node,
        edit: { range: node.range, text: body },
        change: `finally only after success:${release.replace(/\s+/g, ' ')}`,
      },
    ];
  });
}

/** The block with the release before its last return, or at its end; undefined where it is left in other ways. */
function withRelease(script, block, release) {
  const fn = functionAround(block);
  const last = block.body.at(-1);
  const leaves = within(script, block, 'ReturnStatement').filter(
    (one) => functionAround(one) === fn && one !== last,
  );
  if (!last || leaves.length > 0) return undefined;
  const inner = script.text.slice(block.range[0] + 1, block.range[1] - 1);
  if (last.type !== 'ReturnStatement') return `{${inner}${release}}`;
  const before = script.text.slice(block.range[0] + 1, last.range[0]);
  const value = last.argument ? textOf(script, last.argument) : 'undefined';
  return `{${before}const outcome = ${value.startsWith('await') ? '' : 'await '}${value}; ${release} return outcome;}`;
}

/** `job().finally(release)` becomes `job().then(release)`, which is none behind a `catch()` that sees to failures. */
export function releaseInThen(script) {
  return script.nodes.flatMap((node) => {
    if (node.type !== 'CallExpression' || node.callee.property?.name !== 'finally') return [];
    const given = node.arguments[0];
    if (isSeenTo(node.callee.object)) return [];
    if (!given || !RELEASES.test(`${textOf(script, given)}(`)) return [];
    const { range } = node.callee.property;
    return [
      {
        at: node,
        edit: { range, text: 'then' },
        change: `then(${textOf(script, given).replace(/\s+/g, ' ')}) for finally`,
      },
    ];
  });
}

function isSeenTo(chain) {
  if (chain.type !== 'CallExpression' || !chain.callee.property) return false;
  const [first, second] = chain.arguments;
  const handler = { catch: first, then: second }[chain.callee.property.name];
  return handler !== undefined || isSeenTo(chain.callee.object);
}

/** A statement that both the handler of success and that of failure have, dropped from the one of failure. */
export function releaseOfFailure(script) {
  return script.nodes.flatMap((node) => {
    const pair = handlersOf(node);
    if (!pair) return [];
    const [success, failure] = pair.map((fn) => (fn.body.type === 'BlockStatement' ? fn.body.body : []));
    const texts = success.map((one) => textOf(script, one));
    return failure
      .filter((one) => RELEASES.test(textOf(script, one)) && texts.includes(textOf(script, one)))
      .slice(0, 1)
      .map((one) => ({ at: one, edit: drop(script, one), change: `failure without ${textOf(script, one)}` }));
  });
}

/** `.then(f, g)`, or `.then(f).catch(g)`. */
function handlersOf(node) {
  if (node.type !== 'CallExpression') return undefined;
  const [first, second] = node.arguments;
  const name = node.callee.property?.name;
  if (name === 'then' && first && second) return bothFunctions(first, second);
  const inner = node.callee.object;
  const isChain =
    name === 'catch' && inner?.type === 'CallExpression' && inner.callee.property?.name === 'then';
  return isChain ? bothFunctions(inner.arguments[0], first) : undefined;
}

function bothFunctions(...pair) {
  return pair.every((one) => one && isFunction(one)) ? pair : undefined;
}

/** `while (busy) await turn()` becomes `if`: somebody else may have taken it when the woken one runs. */
export function recheckDropped(script) {
  return script.nodes.flatMap((node) => {
    if (node.type !== 'WhileStatement') return [];
    const fn = functionAround(node);
    const body = textOf(script, node.body);
    const isWait = /\bawait\s+(new Promise|(\w+\.)*\w*(wait|once|acquire|event|turn|drain)\w*\()/i.test(body);
    if (!isWait || body.length > 400 || /\b(break|continue|return|delay|sleep|setTimeout)\b/.test(body))
      return [];
    const tested = within(script, node, 'MemberExpression').filter(
      (one) => one.range[1] <= node.test.range[1],
    );
    const isTaken = tested.some((one) =>
      mentions(script.text.slice(node.range[1], fn?.range[1]), textOf(script, one)),
    );
    if (!fn || !isTaken) return [];
    const range = [node.range[0], node.range[0] + 'while'.length];
    return [{ at: node, edit: { range, text: 'if' }, change: `if for while (${textOf(script, node.test)})` }];
  });
}
