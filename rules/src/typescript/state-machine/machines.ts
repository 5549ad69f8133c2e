import type { TSESTree } from '@typescript-eslint/types';
import { calleeName, isFunction, propertyName, T, type FunctionNode, type Node } from '../nodes.js';
import { generatorDialect, isOn, readGeneratorHelper } from './generator-helper.js';
import type { Dialect, Instruction } from './instructions.js';
import { delegatedIn, readRegenerator, readRegions, regeneratorDialect, STYLES } from './regenerator.js';
import type { Rewriter } from './rewriter.js';

/** A call that runs a function's code as a state machine. */
export interface Machine {
  readonly call: TSESTree.CallExpression;
  /** The function that returns the call and declares the variables. */
  readonly holder: FunctionNode & { readonly body: TSESTree.BlockStatement };
  /** The name by which the code speaks to what runs it. */
  readonly state: string;
  /** Whether TypeScript's helper runs it. */
  readonly isHelped: boolean;
  /** Whether regenerator has marked the function that holds it. */
  readonly isMarked: boolean;
  read(awaits: boolean): Instruction[];
  dialect(awaits: boolean): Dialect;
}

/** A look at a text that spares most files the walk. */
export function mentionsMachine(text: string): boolean {
  return SIGNS.some((sign) => text.includes(sign)) && SWITCH.test(text);
}

const SIGNS = ['.label)', '.next)', '.n)'];

/** `switch (_a.label)`, `switch (_context.prev = _context.next)` */
const SWITCH = /\bswitch ?\((?:(\w+)\.(?:prev|p) ?= ?)?(\w+)\.(?:label|next|n)\)/;

/** The machine that a call runs. */
export function machineOf(call: TSESTree.CallExpression, rewriter: Rewriter): Machine | undefined {
  const holder = holderOf(call, rewriter);
  return holder && (helpedMachine(call, holder) ?? regeneratedMachine(call, holder));
}

/** `function () { var a; return call; }` */
function holderOf(call: Node, rewriter: Rewriter): Machine['holder'] | undefined {
  const statement = rewriter.parentOf(call);
  const block = statement?.type === T.ReturnStatement ? rewriter.parentOf(statement) : undefined;
  const holder = block?.type === T.BlockStatement ? rewriter.parentOf(block) : undefined;
  if (!holder || !isFunction(holder) || holder.async || holder.generator) return undefined;
  const isLast = holder.body.type === T.BlockStatement && holder.body.body.at(-1) === statement;
  return isLast ? (holder as Machine['holder']) : undefined;
}

/** `__generator(this, function (_a) { switch (_a.label) { … } })` */
function helpedMachine(call: TSESTree.CallExpression, holder: Machine['holder']): Machine | undefined {
  const [, code] = call.arguments;
  if (call.arguments.length !== 2 || code?.type !== T.FunctionExpression) return undefined;
  const state = onlyParameter(code);
  const { body } = code.body;
  const last = body.at(-1);
  const isSwitch = last?.type === T.SwitchStatement && isOn(last.discriminant, state ?? '', 'label');
  if (state === undefined || !(isSwitch || /^_?_?(ts_)?generator(\$\d+)?$/.test(calleeName(call.callee))))
    return undefined;
  return {
    call,
    holder,
    state,
    isHelped: true,
    isMarked: false,
    read: (awaits) => readGeneratorHelper(body, state, awaits),
    dialect: () => generatorDialect(state),
  };
}

function onlyParameter(fn: FunctionNode): string | undefined {
  const [only, ...others] = fn.params;
  return only?.type === T.Identifier && others.length === 0 ? only.name : undefined;
}

/** `regeneratorRuntime.wrap(function (context) { while (1) switch (context.prev = context.next) { … } }, …)` */
function regeneratedMachine(call: TSESTree.CallExpression, holder: Machine['holder']): Machine | undefined {
  const [code] = call.arguments;
  const method = call.callee.type === T.MemberExpression ? propertyName(call.callee) : undefined;
  if (code?.type !== T.FunctionExpression || !/^(wrap|w|async)$/.test(method ?? '')) return undefined;
  const context = onlyParameter(code);
  const machine = loopedSwitch(code.body.body.at(-1));
  const style = STYLES.find(({ next }) => isNext(machine?.discriminant, context ?? '', next));
  if (context === undefined || !machine || !style) return undefined;
  const delegated = delegatedIn(machine, context);
  const names = { context, style, delegated, regions: readRegions(call.arguments.at(3)) };
  const wordFor = (awaits: boolean): 'await' | 'yield' => (awaits ? 'await' : 'yield');
  return {
    call,
    holder,
    state: context,
    isHelped: false,
    isMarked: method !== 'async',
    read: (awaits) => readRegenerator(machine, { ...names, word: wordFor(awaits) }),
    dialect: (awaits) => regeneratorDialect({ ...names, word: wordFor(awaits) }),
  };
}

function loopedSwitch(statement: Node | undefined): TSESTree.SwitchStatement | undefined {
  if (statement?.type === T.BlockStatement && statement.body.length === 1)
    return loopedSwitch(statement.body[0]);
  if (statement?.type === T.WhileStatement || statement?.type === T.ForStatement)
    return loopedSwitch(statement.body);
  return statement?.type === T.SwitchStatement ? statement : undefined;
}

/** `context.next`, `context.prev = context.next` */
function isNext(node: Node | undefined, context: string, next: string): boolean {
  if (!node) return false;
  return isOn(node.type === T.AssignmentExpression ? node.right : node, context, next);
}
