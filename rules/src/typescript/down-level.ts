import { calleeName, T, unwrap, type CallNode, type FunctionNode, type Node } from './nodes.js';

/**
 * The generator that carries the body of an async function compiled to an older language level:
 * `return __awaiter(this, void 0, void 0, function* () { … })`. Its `yield` is an `await`.
 */
export function awaitedGenerator(fn: FunctionNode): FunctionNode | undefined {
  if (fn.async || fn.generator) return undefined;
  const result = fn.body.type === T.BlockStatement ? lastReturned(fn.body.body) : fn.body;
  const call = result && unwrap(result);
  return call?.type === T.CallExpression ? generatorOf(call) : undefined;
}

function lastReturned(statements: readonly Node[]): Node | undefined {
  const last = statements.at(-1);
  if (last?.type !== T.ReturnStatement || !last.argument) return undefined;
  return statements.slice(0, -1).every(isPrelude) ? last.argument : undefined;
}

/** What compilers put before it: directives, `var _this = this`, parameter defaults. */
function isPrelude(statement: Node): boolean {
  return (
    statement.type === T.VariableDeclaration ||
    statement.type === T.ExpressionStatement ||
    statement.type === T.IfStatement
  );
}

/** The generator that a helper call turns into an async function: `__awaiter`, `_asyncToGenerator`. */
export function generatorOf(call: CallNode): FunctionNode | undefined {
  const last = call.arguments.at(-1);
  if (last?.type !== T.FunctionExpression || !last.generator) return undefined;
  return /^(__awaiter|_?_?async_?to_?generator)$/i.test(calleeName(call.callee)) ? last : undefined;
}
