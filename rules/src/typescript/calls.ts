import type { Call, Operand } from '../protocol/events.js';
import { textOf, type FileContext, type UnitContext } from './file.js';
import { isFunction, propertyName, rangeOf, T, unwrap, type CallNode, type Node } from './nodes.js';
import { argumentOperand, operandOf } from './operands.js';
import { placeOf } from './places.js';
import { makesPromise } from './promise-maker.js';
import { isAsyncFunction } from './targets.js';
import type { Unit } from './units.js';

/** The call that a node is, with its meaning if it is a wait API's. */
export function callOf(node: CallNode, cx: UnitContext): Call {
  let call = cx.calls.get(node);
  if (!call) cx.calls.set(node, (call = describe(node, cx)));
  return call;
}

function describe(node: CallNode, cx: UnitContext): Call {
  const { file } = cx;
  const site = file.survey.sites.get(node);
  const meaning = file.meanings.get(node);
  const target = meaning?.target && file.indexOf.get(meaning.target);
  const receiver = receiverOf(node, cx);
  return {
    range: rangeOf(node),
    nameRange: nameRangeOf(node),
    name: nameOf(node, cx),
    args: node.arguments.map((argument) => argumentOf(argument, cx)),
    use: site?.use ?? 'other',
    ...(meaning?.entry ? { api: meaning.entry } : {}),
    ...(target === undefined ? {} : { target }),
    ...(receiver ? { receiver } : {}),
    ...(site?.awaited ? { awaited: true } : {}),
    ...(meaning?.target && isAsyncUnit(meaning.target, file) ? { isAsync: true } : {}),
  };
}

function isAsyncUnit({ node }: Unit, { survey }: FileContext): boolean {
  return isFunction(node) && isAsyncFunction(node, survey);
}

/** Spread arguments fill an unknown number of positions with unknown values. */
function argumentOf(argument: Node, cx: UnitContext): Operand {
  if (argument.type !== T.SpreadElement) return argumentOperand(argument, cx);
  const { range, text, reads, calls } = operandOf(argument.argument, cx);
  return { range, text: `...${text}`, form: 'other', reads, calls };
}

/** A callee that is no path may be a whole function. */
const MAX_NAME = 60;

function nameOf(node: CallNode, cx: UnitContext): string {
  const meaning = cx.file.meanings.get(node);
  if (meaning?.entry) return meaning.entry.name;
  if (meaning?.atomics !== undefined) return `Atomics.${meaning.atomics}`;
  if (makesPromise(node, cx.file.bindings)) return 'Promise';
  const place = placeOf(node.callee, cx);
  if (place) return place.text;
  const callee = unwrap(node.callee);
  if (isFunction(callee)) return cx.file.survey.naming.names.get(callee)?.name ?? '(anonymous)';
  const method = callee.type === T.MemberExpression ? propertyName(callee) : undefined;
  // A chain `a().b().c()` is named for its last link.
  return method === undefined ? textOf(callee, cx.file).slice(0, MAX_NAME) : `.${method}`;
}

function nameRangeOf(node: CallNode): Call['nameRange'] {
  return rangeOf(unwrap(node.callee));
}

function receiverOf(node: CallNode, cx: UnitContext): Call['receiver'] {
  const callee = unwrap(node.callee);
  return callee.type === T.MemberExpression ? placeOf(callee.object, cx) : undefined;
}
