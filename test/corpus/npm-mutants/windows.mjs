import { insertBefore, swap } from './edits.mjs';
import { functionAround, mentions, textOf, within } from './script.mjs';

const STATE =
  /\.(destroyed|closed|ended|readableEnded|writableFinished|aborted|connected|ready|finished|isClosed|exitCode|readyState|complete|isConnected|open|opened|started|stopped|paused|writableNeedDrain|killed)\b/i;
const LISTENS = /([\w$.\]!]+)\.(once|on|addListener|addEventListener)\(|\bonce\(([\w$.]+),/;

/** An `await` comes between the test of a state and the registration for its end. */
export function awaitBeforeListen(script) {
  return listsOf(script).flatMap((list) =>
    list.flatMap((first, i) => {
      const next = list[i + 1];
      if (!next || first.type !== 'IfStatement' || !STATE.test(textOf(script, first.test))) return [];
      if (!functionAround(first)?.async || !leaves(first.consequent) || first.alternate) return [];
      const text = textOf(script, next);
      const object = LISTENS.exec(text)
        ?.slice(1)
        .find((one) => one && one !== 'once' && one !== 'on');
      const isSame = object && mentions(textOf(script, first.test), object.replace(/!$/, ''));
      if (!isSame || !/\bawait\b|^return new Promise/.test(text) || isNestedTest(text)) return [];
      return [
        {
          at: next,
          edit: insertBefore(next, 'await Promise.resolve(); '),
          change: `await between if (${textOf(script, first.test)}) and ${object}`,
        },
      ];
    }),
  );
}

/** Tested again behind the registration, it would be no mistake. */
const isNestedTest = (text) => STATE.test(text);

function leaves(consequent) {
  const last = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
  return /^(Return|Throw|Continue)Statement$/.test(last?.type);
}

/** `const done = once(x, 'e'); await x.start(); await done;` becomes `await x.start(); await once(x, 'e');` */
export function triggerBeforeListen(script) {
  return listsOf(script).flatMap((list) =>
    list.flatMap((first, i) => {
      const [trigger, waits] = list.slice(i + 1, i + 3);
      const name = first.type === 'VariableDeclaration' ? first.declarations[0].id.name : undefined;
      if (!name || !waits || !isListening(script, first.declarations[0].init)) return [];
      const isPlain = new RegExp(`\\bawait ${name}\\b`).test(textOf(script, waits));
      const started = trigger.type === 'ExpressionStatement' && /^await\b/.test(textOf(script, trigger));
      if (!isPlain || !started || mentions(textOf(script, trigger), name)) return [];
      return [
        {
          at: first,
          edit: swap(script, first, trigger),
          change: `${textOf(script, trigger).slice(0, 60)} before ${name}`,
        },
      ];
    }),
  );
}

function isListening(script, init) {
  const text = init ? textOf(script, init) : '';
  return (
    /^(\w+\.)*once\(/.test(text) ||
    (/^new Promise\(/.test(text) && /\.(once|on|addEventListener|addListener)\(/.test(text))
  );
}

/** The lists of statements of a script. */
export function listsOf({ nodes }) {
  return nodes.flatMap((node) => {
    if (/^(Program|BlockStatement|StaticBlock)$/.test(node.type)) return [node.body];
    return node.type === 'SwitchCase' ? [node.consequent] : [];
  });
}

/** `await waiter` whose `await` is gone. */
export function awaitDropped(script) {
  return script.nodes.flatMap((node) => {
    if (node.type !== 'AwaitExpression' || node.parent.type !== 'ExpressionStatement') return [];
    if (!isWait(script, node.argument)) return [];
    const range = [node.range[0], node.argument.range[0]];
    return [
      {
        at: node,
        edit: { range, text: '' },
        change: `not awaited: ${textOf(script, node.argument).slice(0, 60).replace(/\s+/g, ' ')}`,
      },
    ];
  });
}

/** A promise that keeps its resolver for others, the `once` of Node, or a function of the file that answers such a promise. */
function isWait(script, given) {
  if (given.type === 'NewExpression') return given.callee.name === 'Promise' && keepsResolver(script, given);
  if (given.type !== 'CallExpression') return false;
  const text = textOf(script, given.callee);
  if (text === 'once' || text === 'events.once')
    return /from ["'](node:)?events|require\(["'](node:)?events/.test(script.text);
  const name = /^(?:this\.)?#?([\w$]+)$/.exec(text)?.[1];
  return name !== undefined && NAMED.test(name) && answersWait(script, name);
}

/** Named for waiting: what only makes a promise may be begun and left. */
const NAMED = /wait|once|until|event|turn|acquire|drain|ready|idle/i;

function answersWait(script, name) {
  return script.nodes.some((node) => {
    const isNamed =
      node.type === 'FunctionDeclaration'
        ? node.id?.name === name
        : node.type === 'MethodDefinition' && node.key.name === name;
    if (!isNamed) return false;
    const promises = within(script, node, 'NewExpression').filter(
      (one) => one.parent.type === 'ReturnStatement',
    );
    return promises.some((one) => one.callee.name === 'Promise' && keepsResolver(script, one));
  });
}

function keepsResolver(script, promise) {
  const text = textOf(script, promise);
  return (
    LISTENS.test(text) ||
    /\.(push|add|set|unshift)\([^)]*(resolve|=>)|this\.\w+\s*=\s*(resolve|\(|\{)/.test(text)
  );
}

/** The condition of a wait is made async, and always true with it. */
export function conditionAsync(script) {
  const waits = script.nodes.filter(
    (node) =>
      node.type === 'CallExpression' &&
      /(^|\.)(waitFor|waitUntil|pollUntil|poll|until)\w*$/i.test(textOf(script, node.callee)),
  );
  return waits.flatMap((call) =>
    call.arguments
      .filter(
        (given) =>
          given.type === 'ArrowFunctionExpression' &&
          !given.async &&
          given.params.length === 0 &&
          isTested(script, call),
      )
      .map((given) => ({
        at: given,
        edit: insertBefore(given, 'async '),
        change: `async ${textOf(script, given).slice(0, 60)}`,
      })),
  );
}

/** The function called stands in the file and tests what its parameter returns. */
function isTested(script, call) {
  const name = call.callee.name ?? call.callee.property?.name;
  return script.nodes.some(
    (node) =>
      /^(FunctionDeclaration|MethodDefinition)$/.test(node.type) &&
      (node.id?.name ?? node.key?.name) === name &&
      /\b(if|while) \(!?\w+\(\)/.test(textOf(script, node)),
  );
}
