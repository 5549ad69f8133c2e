import { calleeName, isFunction, propertyName, T, type FunctionNode, type Node } from '../nodes.js';
import type { Machine } from './machines.js';
import type { Rewriter } from './rewriter.js';

/** Where a machine stands, and what function it is the code of. */
export interface MachinePlace {
  readonly kind: 'async' | 'generator' | 'async generator';
  /** The function whose head goes with the code. */
  readonly head: FunctionNode;
  /** Functions around the code whose first statements belong to it, outermost first. */
  readonly preludes: readonly FunctionNode[];
  /** What is written anew. */
  readonly replaced: Node;
  /** The name it has there. */
  readonly name?: Node;
  /** What goes with it. */
  readonly removed?: Node;
  /** `this` is that of the function around it. */
  readonly isArrow?: boolean;
  /** The code of a call that is made on the spot. */
  readonly isCalled?: boolean;
}

/** Finds what the code of a machine was before a compiler took it apart. */
export function placeOfMachine(machine: Machine, rewriter: Rewriter): MachinePlace {
  const { holder } = machine;
  const parent = rewriter.parentOf(holder);
  if (machine.isMarked) return regeneratedPlace(machine, rewriter);
  if (machine.call.callee.type === T.MemberExpression && propertyName(machine.call.callee) === 'async')
    return { kind: 'async', head: holder, preludes: [holder], replaced: holder };
  if (parent?.type !== T.CallExpression || parent.arguments.at(-1) !== holder)
    return plainPlace(holder, rewriter);
  const helper = calleeName(parent.callee);
  if (TO_ASYNC.test(helper) || (helper === '_' && parent.arguments.length === 1))
    return functionPlace(parent, holder, rewriter);
  const kind = AWAITER.test(helper) ? 'async' : ASYNC_GENERATOR.test(helper) ? 'async generator' : undefined;
  return kind ? helpedPlace(kind, parent, holder, rewriter) : plainPlace(holder, rewriter);
}

const AWAITER = /awaiter(\$\d+)?$/i;
const ASYNC_GENERATOR = /async_?generator(\$\d+)?$/i;

/** A generator; or part of a loop that awaits, whose turns TypeScript makes a function of. */
function plainPlace(holder: FunctionNode, rewriter: Rewriter): MachinePlace {
  const parent = rewriter.parentOf(holder);
  const isPart = isTurn(parent, holder) && isInAwaiter(holder, rewriter);
  const kind = isPart ? 'async' : 'generator';
  return { kind, head: holder, preludes: [holder], replaced: holder };
}

/** Whether a value is given to a variable for the turns of a loop. */
function isTurn(parent: Node | undefined, value: Node): boolean {
  const target =
    parent?.type === T.AssignmentExpression && parent.right === value
      ? parent.left
      : parent?.type === T.VariableDeclarator
        ? parent.id
        : undefined;
  return target?.type === T.Identifier && /^_loop_?\d*$/.test(target.name);
}

/** Whether the machine that a node belongs to is that of an async function, or of another part of such a loop. */
function isInAwaiter(node: Node, rewriter: Rewriter): boolean {
  const holder = functionAround(functionAround(node, rewriter), rewriter);
  const user = holder && rewriter.parentOf(holder);
  if (user?.type !== T.CallExpression) return isTurn(user, holder!) && isInAwaiter(holder!, rewriter);
  const helper = rewriter.parentOf(user);
  if (isTurn(helper, user)) return isInAwaiter(user, rewriter);
  return (
    AWAITER.test(calleeName(user.callee)) ||
    (helper?.type === T.CallExpression && TO_ASYNC.test(calleeName(helper.callee)))
  );
}

const TO_ASYNC = /async_?to_?generator/i;

function functionAround(node: Node | undefined, rewriter: Rewriter): Node | undefined {
  let at = node && rewriter.parentOf(node);
  while (at && !isFunction(at)) at = rewriter.parentOf(at);
  return at;
}

/** `function f() { return __awaiter(this, void 0, void 0, function () { … }); }` */
function helpedPlace(
  kind: MachinePlace['kind'],
  call: Extract<Node, { type: 'CallExpression' }>,
  holder: FunctionNode,
  rewriter: Rewriter,
): MachinePlace {
  const outer = returnedBy(call, rewriter);
  if (!outer)
    return { kind, head: holder, preludes: [holder], replaced: call, isArrow: true, isCalled: true };
  const isOwn = call.arguments[0]?.type === T.ThisExpression || outer.type !== T.FunctionExpression;
  const isArrow = !isOwn && kind === 'async';
  return { kind, head: outer, preludes: [outer, holder], replaced: outer, isArrow };
}

/** The function whose last statement returns the value, or that is an arrow to it. */
function returnedBy(value: Node, rewriter: Rewriter): FunctionNode | undefined {
  const parent = rewriter.parentOf(value);
  if (parent?.type === T.ArrowFunctionExpression) return parent;
  const block = parent?.type === T.ReturnStatement ? rewriter.parentOf(parent) : undefined;
  const fn =
    block?.type === T.BlockStatement && block.body.at(-1) === parent ? rewriter.parentOf(block) : undefined;
  return fn && isFunction(fn) ? fn : undefined;
}

/** `_asyncToGenerator(regeneratorRuntime.mark(function (x) { … }))` */
function regeneratedPlace({ holder }: Machine, rewriter: Rewriter): MachinePlace {
  const mark = rewriter.parentOf(holder);
  const isMarked = mark?.type === T.CallExpression && mark.arguments[0] === holder;
  const helper = isMarked ? rewriter.parentOf(mark) : undefined;
  if (helper?.type !== T.CallExpression || helper.arguments[0] !== mark) {
    const kind = mark && isTurn(helper, mark) && isInAwaiter(mark, rewriter) ? 'async' : 'generator';
    return { kind, head: holder, preludes: [holder], replaced: isMarked ? mark : holder };
  }
  return functionPlace(helper, holder, rewriter);
}

/** What a helper makes a function of, with the functions that Babel puts around it. */
function functionPlace(
  helper: Extract<Node, { type: 'CallExpression' }>,
  holder: FunctionNode,
  rewriter: Rewriter,
): MachinePlace {
  const name = calleeName(helper.callee);
  const kind = /wrap_?async_?generator/i.test(name) ? 'async generator' : 'async';
  const own = { kind, head: holder, preludes: [holder], replaced: helper } as const;
  const parent = rewriter.parentOf(helper);
  if (parent?.type === T.AssignmentExpression) return { ...own, ...declaredPlace(parent, rewriter) };
  return parent?.type === T.VariableDeclarator ? { ...own, ...namedPlace(parent, rewriter) } : own;
}

/** `function f() { return _f.apply(this, arguments); } function _f() { _f = …; return _f.apply(this, arguments); }` */
function declaredPlace(
  assignment: Extract<Node, { type: 'AssignmentExpression' }>,
  rewriter: Rewriter,
): Partial<MachinePlace> {
  const { left } = assignment;
  const statement = rewriter.parentOf(assignment);
  const block = statement && rewriter.parentOf(statement);
  const maker = block && rewriter.parentOf(block);
  if (left.type !== T.Identifier || maker?.type !== T.FunctionDeclaration) return {};
  if (maker.id?.name !== left.name || maker.body.body.length !== 2) return {};
  const caller = rewriter.bindings
    .variableOf(maker.id)
    ?.references.map(({ identifier }) => appliedBy(identifier as Node, rewriter))
    .find((fn) => fn !== undefined && fn !== maker);
  if (caller?.type !== T.FunctionDeclaration || !caller.id) return {};
  return { replaced: caller, name: caller.id, removed: maker };
}

/** The function that does nothing but `return _f.apply(this, arguments)`. */
function appliedBy(name: Node, rewriter: Rewriter): FunctionNode | undefined {
  const access = rewriter.parentOf(name);
  const call =
    access?.type === T.MemberExpression && propertyName(access) === 'apply'
      ? rewriter.parentOf(access)
      : undefined;
  const fn = call?.type === T.CallExpression ? returnedBy(call, rewriter) : undefined;
  return fn?.body.type === T.BlockStatement && fn.body.body.length === 1 ? fn : undefined;
}

/** `function () { var _f = …; return function f() { return _f.apply(this, arguments); }; }()` */
function namedPlace(
  declarator: Extract<Node, { type: 'VariableDeclarator' }>,
  rewriter: Rewriter,
): Partial<MachinePlace> {
  const declaration = rewriter.parentOf(declarator);
  const block = declaration && rewriter.parentOf(declaration);
  const maker = block && rewriter.parentOf(block);
  const call = maker && rewriter.parentOf(maker);
  if (call?.type !== T.CallExpression || call.callee !== maker || block?.type !== T.BlockStatement) return {};
  const functions = block.body.flatMap((one) => {
    const value = one.type === T.ReturnStatement ? one.argument : one;
    return value && isFunction(value) ? [value] : [];
  });
  const [fn, ...others] = functions;
  if (block.body.length > 3 || others.length > 0) return {};
  return { replaced: call, ...(fn?.id ? { name: fn.id } : {}) };
}
