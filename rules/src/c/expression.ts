import type { Call, Operand } from '../protocol/events.js';
import type { Place } from '../protocol/place.js';
import type { Condition, Structure } from '../protocol/structure.js';
import { lowerCallExpression } from './call.js';
import { callsOf } from './calls-of.js';
import { lowerCondition } from './condition.js';
import { plainText, rangeOf, sourceOf, type Context } from './context.js';
import { hasControlFlow, salvage } from './errors.js';
import { isWordCode } from './lexer.js';
import { constantOf } from './literal.js';
import { bare, pathOf } from './path.js';
import { lowerItems } from './statement.js';
import { childOf, namedChildren, type SyntaxNode } from './syntax.js';

/** What becomes of an expression's value. */
export type Use = Call['use'];

/** Evaluates an expression: what it does is appended to `steps`, what it is worth is returned. */
export function evaluate(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Operand {
  const at = skipWrapping(context, node);
  if (isTypeArgument(context, at)) return typeOperand(context, at);
  const isDropped = node.type === 'cast_expression' && isVoid(context, node);
  return operandOf(context, node, evaluateBare(context, at, isDropped ? 'void' : use, steps));
}

/** There are millions of operands, and a spread of objects of many shapes is slow. */
function operandOf(
  context: Context,
  node: SyntaxNode,
  { form, reads, calls, place, constant }: Value,
): Operand {
  const operand: { -readonly [K in keyof Operand]: Operand[K] } = {
    range: rangeOf(node),
    text: plainText(context, node),
    form,
    reads,
    calls,
  };
  if (place) operand.place = place;
  if (constant !== undefined) operand.constant = constant;
  return operand;
}

/** The operand of an expression together with what evaluating it does. */
export function evaluateAlone(
  context: Context,
  node: SyntaxNode,
  use: Use,
): { operand: Operand; steps: Structure[] } {
  const steps: Structure[] = [];
  return { operand: evaluate(context, node, use, steps), steps };
}

type Value = Omit<Operand, 'range' | 'text'>;

const NOTHING: Value = { form: 'other', reads: [], calls: [] };

/** A type where the grammar wants an expression, made a word by the normaliser: the file's text goes on behind it. */
function isTypeArgument(context: Context, node: SyntaxNode): boolean {
  if (node.type !== 'identifier') return false;
  return isWordCode(context.text.charCodeAt(node.end)) || sourceOf(context, node) === 'int';
}

/** The argument goes on to the next comma or closing parenthesis. */
function typeOperand(context: Context, node: SyntaxNode): Operand {
  const [written = ''] = TYPE_ARGUMENT.exec(context.text.slice(node.start, node.start + LONGEST_TYPE)) ?? [];
  const range = [node.start, node.start + written.trimEnd().length] as const;
  return { ...NOTHING, range, text: context.text.slice(...range).replace(/\s+/g, ' ') };
}

const LONGEST_TYPE = 300;
const TYPE_ARGUMENT = /^(?:\((?:[^()]|\([^()]*\))*\)|[^,()])*/;

function skipWrapping(context: Context, node: SyntaxNode): SyntaxNode {
  const at = bare(context, node);
  return at.type === 'extension_expression' ? (namedChildren(at)[0] ?? at) : at;
}

function isVoid(context: Context, cast: SyntaxNode): boolean {
  const type = childOf(cast, 'type');
  return type !== undefined && sourceOf(context, type).trim() === 'void';
}

function evaluateBare(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Value {
  switch (node.type) {
    case 'identifier':
      return evaluateName(context, node);
    case 'field_expression':
    case 'subscript_expression':
    case 'pointer_expression':
      return evaluatePath(context, node, steps);
    case 'number_literal':
    case 'string_literal':
    case 'concatenated_string':
    case 'char_literal':
    case 'true':
    case 'false':
    case 'null':
      return { ...NOTHING, form: 'literal', ...constant(context, node) };
    case 'sizeof_expression':
    case 'alignof_expression':
    case 'offsetof_expression':
    case 'gnu_asm_expression':
      return NOTHING;
    case 'call_expression':
      return lowerCallExpression(context, node, use, steps);
    case 'assignment_expression':
      return evaluateAssignment(context, node, steps);
    case 'update_expression':
      return evaluateUpdate(context, node, steps);
    case 'binary_expression':
      return evaluateBinary(context, node, steps);
    case 'unary_expression':
      return evaluateUnary(context, node, steps);
    case 'conditional_expression':
      return evaluateConditional(context, node, use, steps);
    case 'comma_expression':
      return evaluateComma(context, node, use, steps);
    case 'compound_statement':
      return evaluateBlock(context, node, use, steps);
    case 'parenthesized_expression':
      return evaluateParenthesized(context, node, use, steps);
    default:
      return evaluateRest(context, node, steps);
  }
}

function constant(context: Context, node: SyntaxNode): Pick<Operand, 'constant'> {
  const value = constantOf(sourceOf(context, node));
  return value === undefined ? {} : { constant: value };
}

/** A name in capitals is a constant or a macro: nothing that somebody writes to. */
function evaluateName(context: Context, node: SyntaxNode): Value {
  const name = sourceOf(context, node);
  const { place } = pathOf(context, node)!;
  const isConstant = !context.scope.has(name) && /^[A-Z][A-Z0-9_]*$/.test(name);
  if (isConstant) return { form: 'place', place, reads: [], calls: [], constant: name };
  return { form: 'place', place, reads: [place], calls: [] };
}

/** The path itself is one read; indexes and calls inside it are evaluated too. */
function evaluatePath(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const path = pathOf(context, node);
  const reads: Place[] = path ? [path.place] : [];
  const calls: Call[] = [];
  for (const part of partsOf(node, path !== undefined)) {
    const value = evaluate(context, part, 'other', steps);
    // a call's own place, as in `f(x)->y`, is no read of its own
    reads.push(...value.reads);
    calls.push(...value.calls);
  }
  return path ? { form: path.form, place: path.place, reads, calls } : { form: 'other', reads, calls };
}

/** Inside a path only indexes, calls and the like are worth evaluating; names and fields are part of it. */
function partsOf(node: SyntaxNode, isPath: boolean): readonly SyntaxNode[] {
  return node.children.flatMap((child) => {
    if (!child.isNamed || child.field === 'field') return [];
    if (child.field === 'index' || !isPath) return [child];
    if (child.type === 'identifier') return [];
    const isTransparent = /^(field|subscript|pointer|parenthesized|cast)_expression$/.test(child.type);
    return isTransparent ? partsOf(child, isPath) : child.type === 'type_descriptor' ? [] : [child];
  });
}

function evaluateAssignment(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  const operator = childOf(node, 'operator');
  if (!left || !right) return evaluateRest(context, node, steps);
  const isPlain = operator !== undefined && sourceOf(context, operator) === '=';
  const value = evaluate(context, right, isPlain ? 'assigned' : 'other', steps);
  const target = evaluateTarget(context, left, steps);
  const reads = [...value.reads, ...target.reads];
  const calls = [...value.calls, ...target.calls];
  if (!target.place) return { form: 'other', reads, calls };
  if (isPlain && /^current->(__)?state$/.test(target.place.text)) {
    steps.push({ kind: 'call', call: stateCall(context, node, left, value) });
  } else steps.push(update(node, target.place, isPlain ? value : undefined));
  reads.push(target.place);
  return { form: 'place', place: target.place, reads, calls };
}

/** A place that is written: its own path is not read, what its indexes need is. */
function evaluateTarget(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const value = evaluate(context, node, 'other', steps);
  return value.place ? { ...value, reads: value.reads.filter((read) => read !== value.place) } : value;
}

/** `current->state = TASK_RUNNING` is a call of the old name for it. */
function stateCall(context: Context, node: SyntaxNode, left: SyntaxNode, value: Operand): Call {
  const api = context.names.api('current->state') ?? context.names.api('__set_current_state');
  const call: Call = {
    range: rangeOf(node),
    nameRange: rangeOf(left),
    name: 'current->state',
    args: [value],
    use: 'dropped',
  };
  return api ? { ...call, api } : call;
}

/** An update event. */
export function update(node: SyntaxNode, place: Place, value?: Operand): Structure {
  const range = rangeOf(node);
  return { kind: 'event', event: { kind: 'update', range, place, ...(value && { value }) } };
}

function evaluateUpdate(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const argument = childOf(node, 'argument');
  if (!argument) return NOTHING;
  const value = evaluate(context, argument, 'other', steps);
  if (value.place) steps.push(update(node, value.place));
  return { form: 'other', reads: value.reads, calls: value.calls };
}

function evaluateBinary(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const [left, right] = [childOf(node, 'left'), childOf(node, 'right')];
  const operator = childOf(node, 'operator');
  if (!left || !right || !operator) return evaluateRest(context, node, steps);
  const sign = sourceOf(context, operator);
  if (sign === '&&' || sign === '||') return evaluateLogical(context, left, right, sign, steps);
  const use = /^([<>]=?|[=!]=)$/.test(sign) ? 'tested' : 'other';
  return merge(evaluate(context, left, use, steps), evaluate(context, right, use, steps));
}

/** `a && f()`: an if when the right side does something, plain reading when not. */
function evaluateLogical(
  context: Context,
  left: SyntaxNode,
  right: SyntaxNode,
  sign: string,
  steps: Structure[],
): Value {
  const after = evaluateAlone(context, right, 'tested');
  if (after.steps.length === 0) return merge(evaluate(context, left, 'tested', steps), after.operand);
  const test = lowerCondition(context, left);
  const then: Structure = { kind: 'sequence', body: after.steps };
  steps.push(
    sign === '&&'
      ? { kind: 'if', test, then }
      : { kind: 'if', test, then: { kind: 'sequence', body: [] }, otherwise: then },
  );
  return merge(conditionValue(test), after.operand);
}

/** What evaluating a condition reads and calls. */
function conditionValue(condition: Condition): Value {
  if (condition.op === 'leaf') return { form: 'other', reads: condition.reads, calls: condition.calls };
  if (condition.op === 'not') return conditionValue(condition.operand);
  return merge(conditionValue(condition.left), conditionValue(condition.right));
}

function evaluateUnary(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  const argument = childOf(node, 'argument');
  const operator = childOf(node, 'operator');
  if (!argument) return NOTHING;
  const isNot = operator !== undefined && sourceOf(context, operator) === '!';
  const { reads, calls } = evaluate(context, argument, isNot ? 'tested' : 'other', steps);
  const number = constantOf(sourceOf(context, node).replace(/\s+/g, ''));
  if (typeof number === 'number') return { form: 'literal', reads, calls, constant: number };
  return { form: 'other', reads, calls, ...negativeName(context, node) };
}

/** `-ERESTARTSYS` is a well-known constant too. */
function negativeName(context: Context, node: SyntaxNode): Pick<Operand, 'constant'> {
  const text = sourceOf(context, node).replace(/\s+/g, '');
  return /^-[A-Z][A-Z0-9_]*$/.test(text) ? { constant: text } : {};
}

function evaluateConditional(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Value {
  const condition = childOf(node, 'condition');
  if (!condition) return evaluateRest(context, node, steps);
  const [yes, no] = [childOf(node, 'consequence'), childOf(node, 'alternative')].map(
    (branch) => branch && evaluateAlone(context, branch, use),
  );
  const branches = [yes, no].flatMap((branch) => (branch ? [branch.operand] : []));
  if (!yes?.steps.length && !no?.steps.length) {
    return branches.reduce<Value>(merge, evaluate(context, condition, 'tested', steps));
  }
  const test = lowerCondition(context, condition);
  steps.push({
    kind: 'if',
    test,
    then: { kind: 'sequence', body: yes?.steps ?? [] },
    otherwise: { kind: 'sequence', body: no?.steps ?? [] },
  });
  return branches.reduce<Value>(merge, conditionValue(test));
}

function evaluateComma(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Value {
  const parts = namedChildren(node);
  let value = NOTHING;
  parts.forEach((part, index) => {
    const isLast = index === parts.length - 1;
    const operand = evaluate(context, part, isLast ? use : 'dropped', steps);
    value = isLast
      ? { ...operand, reads: [...value.reads, ...operand.reads], calls: [...value.calls, ...operand.calls] }
      : merge(value, operand);
  });
  return value;
}

/** `({ …; x; })`: the last expression is the value. */
function evaluateBlock(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Value {
  const items = node.children;
  const last = items.findLastIndex((child) => child.isNamed && child.type !== 'comment');
  const expression = items[last]?.type === 'expression_statement' ? namedChildren(items[last])[0] : undefined;
  const before = lowerItems(context, expression ? items.slice(0, last) : items);
  steps.push(before);
  const value = expression ? evaluate(context, expression, use, steps) : NOTHING;
  const calls = [...callsOf(before), ...value.calls];
  return { ...value, calls };
}

function evaluateParenthesized(context: Context, node: SyntaxNode, use: Use, steps: Structure[]): Value {
  const named = namedChildren(node);
  return named.length === 1
    ? evaluateBare(context, named[0]!, use, steps)
    : evaluateRest(context, node, steps);
}

/** Anything else, ERROR nodes among it: what is inside is evaluated in order. */
function evaluateRest(context: Context, node: SyntaxNode, steps: Structure[]): Value {
  if (node.type === 'ERROR' && hasControlFlow(node)) {
    const { structure, calls } = salvage(context, node);
    steps.push(structure);
    return { ...NOTHING, calls };
  }
  let value = NOTHING;
  for (const child of namedChildren(node)) {
    if (IGNORED.test(child.type)) continue;
    value = merge(value, evaluate(context, child, 'other', steps));
  }
  return value;
}

const IGNORED =
  /^(type_descriptor|field_identifier|type_identifier|primitive_type|statement_identifier|field_designator|preproc_.*)$/;

function merge(a: Value, b: Value): Value {
  return { form: 'other', reads: [...a.reads, ...b.reads], calls: [...a.calls, ...b.calls] };
}
