import type { Binding } from '../bindings.js';
import { isFunction, keyName, propertyName, T, type FunctionNode, type Node } from '../nodes.js';
import { placeAwaits } from './awaits.js';
import { Draft } from './draft.js';
import { isOn } from './generator-helper.js';
import { UnknownCodeError, type Instruction } from './instructions.js';
import type { Machine } from './machines.js';
import { placeOfMachine, type MachinePlace } from './places.js';
import { nodesIn, type Rewriter } from './rewriter.js';
import { writeStatements, type Declare } from './structure.js';
import { placeTemporaries, type NameTemporary } from './temporaries.js';

/** Has the function written as it was. Throws `UnknownCodeError` for code that no known compiler has written. */
export function restoreMachine(machine: Machine, rewriter: Rewriter): void {
  const place = placeOfMachine(machine, rewriter);
  const awaits = place.kind === 'async';
  const hoisted = hoistedOf(place, rewriter);
  const dialect = machine.dialect(awaits);
  const withAwaits = placeAwaits(machine.read(awaits), dialect, rewriter);
  const placed = placeTemporaries(withAwaits, dialect, temporariesOf(machine, hoisted, rewriter), rewriter);
  const context = contextVariables(placed, machine, rewriter);
  const declared = new Set<string>();
  const body = writeStatements(placed, dialect, rewriter, () => declarer(hoisted, declared, rewriter));
  ensureDone(body, machine);
  const used = namesIn(body);
  const missing = [...hoisted.keys(), ...context].filter((name) => !declared.has(name) && used.has(name));
  const parts = { place, machine, body, missing, hoisted };
  writeInstead(parts, rewriter);
}

/** Variables that a compiler has declared ahead, by name. */
type Hoisted = ReadonlyMap<string, Binding>;

function hoistedOf({ preludes }: MachinePlace, rewriter: Rewriter): Hoisted {
  const hoisted = new Map<string, Binding>();
  const holder = preludes.at(-1)!;
  for (const { id } of statementsOf(holder).flatMap((node) =>
    node.type === T.VariableDeclaration ? node.declarations : [],
  )) {
    const variable = id.type === T.Identifier ? rewriter.bindings.variableOf(id) : undefined;
    const isBare = variable?.references.every(({ init }) => !init);
    if (variable && isBare) hoisted.set(variable.name, variable);
  }
  return hoisted;
}

/** The statements before the one that returns. */
function statementsOf({ body }: FunctionNode): readonly Node[] {
  return body.type === T.BlockStatement ? body.body.slice(0, -1) : [];
}

const TEMPORARY = /^_(?:[a-z]|\d+|(?:t|tmp|ref)\d*)$/;

/** Compilers name what they keep `_a`, `_t2` or `context.t0`. */
function temporariesOf({ state }: Machine, hoisted: Hoisted, rewriter: Rewriter): NameTemporary {
  const known = new Set([...hoisted.values()].filter(({ name }) => TEMPORARY.test(name)));
  return (node) => {
    if (node.type === T.Identifier) {
      const variable = TEMPORARY.test(node.name) ? rewriter.bindings.variableOf(node) : undefined;
      return variable && known.has(variable) ? node.name : undefined;
    }
    return contextVariable(node, state);
  };
}

/** `context.t0` */
function contextVariable(node: Node, state: string): string | undefined {
  const name = node.type === T.MemberExpression ? propertyName(node) : undefined;
  return name !== undefined && /^t\d+$/.test(name) && isOn(node, state, name) ? `_${name}` : undefined;
}

/** Gives those that are left names of their own. */
function contextVariables(
  code: readonly Instruction[],
  { state, call }: Machine,
  rewriter: Rewriter,
): readonly string[] {
  const names = new Set<string>();
  for (const argument of code.length > 0 ? call.arguments : []) {
    for (const node of isFunction(argument) ? nodesIn(argument.body) : []) {
      const name = contextVariable(node, state);
      if (name === undefined || rewriter.isReplaced(node)) continue;
      names.add(name);
      rewriter.replace(node, (draft) => {
        draft.add(name, node.range);
      });
    }
  }
  return [...names];
}

/** Declares a variable where it is first given its value, if nothing outside the block asks for it. */
function declarer(hoisted: Hoisted, declared: Set<string>, rewriter: Rewriter): Declare {
  declared.clear();
  return (statement, end, isLoose) => {
    const expression = statement.type === T.ExpressionStatement ? statement.expression : undefined;
    const isGiven = expression?.type === T.AssignmentExpression && expression.operator === '=';
    const target = isGiven && expression.left.type === T.Identifier ? expression.left : undefined;
    const variable = target && hoisted.get(target.name);
    if (!variable || rewriter.bindings.variableOf(target) !== variable || declared.has(variable.name))
      return undefined;
    const places = variable.references.map(({ identifier }) => identifier.range);
    const writes = variable.references.filter((reference) => reference.isWrite()).length;
    const isInside = !isLoose && places.every(([from, to]) => from >= statement.range[0] && to <= end);
    if (!isInside && writes > 1) return undefined;
    declared.add(variable.name);
    return isInside ? (writes > 1 ? 'let' : 'const') : 'var';
  };
}

/** Code that still speaks to what runs it was not understood. */
function ensureDone(body: Draft, { state, isHelped }: Machine): void {
  const text = body.pieces.map((piece) => piece.text).join('');
  const name = state.replaceAll('$', String.raw`\$`);
  const left = new RegExp(
    `(?<![\\w$.])${name}${isHelped ? String.raw`\.(?:sent|label|trys|ops)\b` : String.raw`(?![\w$])`}`,
  );
  if (left.test(text)) throw new UnknownCodeError();
}

function namesIn(draft: Draft): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { text } of draft.pieces) for (const [name] of text.matchAll(/[\w$]+/g)) names.add(name);
  return names;
}

interface Parts {
  readonly place: MachinePlace;
  readonly machine: Machine;
  readonly body: Draft;
  /** Variables that are still to be declared. */
  readonly missing: readonly string[];
  readonly hoisted: Hoisted;
}

function writeInstead(parts: Parts, rewriter: Rewriter): void {
  const { replaced, removed } = parts.place;
  const method = methodOf(parts.place, rewriter);
  const whole = new Draft(rewriter.text);
  writeHead(parts.place, method !== undefined, whole, rewriter);
  writeBody(parts, whole, rewriter);
  if (parts.place.isCalled) whole.add(')()', replaced.range);
  rewriter.replace(replaced, (draft) => {
    draft.append(whole);
  });
  if (removed) rewriter.replace(removed, () => undefined);
  if (method) markMethod(method, parts.place.kind, rewriter);
}

/** The key of a method: what it is stands before it. */
function methodOf({ replaced }: MachinePlace, rewriter: Rewriter): Node | undefined {
  const parent = rewriter.parentOf(replaced);
  if (parent?.type === T.Property && (parent.method || parent.kind !== 'init'))
    return plainKey(parent, parent.kind === 'init');
  return parent?.type === T.MethodDefinition ? plainKey(parent, parent.kind === 'method') : undefined;
}

function plainKey(parent: { readonly computed: boolean; readonly key: Node }, isMethod: boolean): Node {
  if (!isMethod || parent.computed || keyName(parent) === undefined) throw new UnknownCodeError();
  return parent.key;
}

const WORDS = { async: 'async ', generator: '*', 'async generator': 'async *' } as const;

function markMethod(key: Node, kind: MachinePlace['kind'], rewriter: Rewriter): void {
  rewriter.replace(key, (draft) => {
    draft.add(WORDS[kind], key.range);
    draft.copy(...(key.range as [number, number]));
  });
}

function writeHead(place: MachinePlace, isMethod: boolean, draft: Draft, rewriter: Rewriter): void {
  const { kind, head, replaced, isArrow, isCalled } = place;
  const at: readonly [number, number] = [replaced.range[0], replaced.range[0]];
  const [end] = head.body.range;
  if (isMethod) return draft.copy(head.range[0], end);
  if (isCalled) draft.add('(', at);
  if (head.type === T.ArrowFunctionExpression) {
    draft.add('async ', at);
    return draft.copy(head.range[0], rewriter.text.lastIndexOf('=>', end) + 2);
  }
  const id = place.name ?? (head === replaced ? head.id : null);
  const parameters = rewriter.text.indexOf('(', head.id ? head.id.range[1] : head.range[0]);
  draft.add(isArrow ? 'async ' : HEADS[kind], at);
  if (id && !isArrow) draft.copy(...(id.range as [number, number]));
  draft.copy(parameters, end);
  if (isArrow) draft.add('=> ', at);
}

const HEADS = {
  async: 'async function ',
  generator: 'function* ',
  'async generator': 'async function* ',
} as const;

function writeBody({ place, body, missing, hoisted }: Parts, draft: Draft, rewriter: Rewriter): void {
  const { range } = place.head.body;
  draft.add('{\n', [range[0], range[0]]);
  for (const fn of place.preludes) {
    for (const statement of statementsOf(fn)) {
      if (isHoisting(statement, hoisted)) continue;
      rewriter.write(statement, draft);
      draft.add('\n', statement.range);
    }
  }
  if (missing.length > 0) draft.add(`var ${missing.join(', ')};\n`, [range[0], range[0]]);
  draft.append(body);
  draft.add('}', [range[1] - 1, range[1]]);
}

function isHoisting(statement: Node, hoisted: Hoisted): boolean {
  return (
    statement.type === T.VariableDeclaration &&
    statement.declarations.every(({ id, init }) => !init && id.type === T.Identifier && hoisted.has(id.name))
  );
}
