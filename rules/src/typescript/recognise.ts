import type { TSESTree } from '@typescript-eslint/types';
import { atomicsApi } from '../api/atomics.js';
import type { ApiEntry } from '../api/entry.js';
import { waitqApi } from '../api/waitq.js';
import type { FileSummary, ForeignConstant, Resolve } from '../protocol/file-summary.js';
import { defKind, soleDeclarator, type Binding, type Bindings } from './bindings.js';
import { calleeName, keyName, propertyName, T, unwrap, type Node } from './nodes.js';

/** What an expression stands for, when it is a wait API or leads to one. */
export interface ApiValue {
  /** Import specifier; empty for a global. */
  readonly module: string;
  /** Members taken off it: empty for the module itself, `waitEvent`, `SharedWaitQueue.create`, `Atomics.wait`. */
  readonly path: string;
}

/** Tells which expressions are wait functions, by where they come from. */
export interface Recogniser {
  valueOf(node: Node): ApiValue | undefined;
  entryOf(callee: Node): ApiEntry | undefined;
  /** A constant that another file exports. */
  constantOf(node: Node): ForeignConstant | undefined;
}

/** Prepares recognition for one file; `extra` are a project's own functions, `resolve` tells what other files export. */
export function createRecogniser(
  bindings: Bindings,
  extra: readonly ApiEntry[],
  resolve?: Resolve,
): Recogniser {
  const entries = indexEntries([...waitqApi, ...atomicsApi, ...extra.filter((e) => e.language === 'js')]);
  const known = new Map<Binding, ApiValue | undefined>();
  const state: State = { bindings, known };
  return {
    valueOf: (node) => valueOf(node, state),
    constantOf(node) {
      const value = resolve && valueOf(node, state);
      return value && foreign(value, 'constants', resolve);
    },
    entryOf(callee) {
      const value = valueOf(callee, state);
      const entry =
        value && (entries.get(keyOf(value.module, value.path)) ?? foreign(value, 'entries', resolve));
      return entry ?? (extra.length > 0 ? entries.get(keyOf('', calleeText(callee))) : undefined);
    },
  };
}

/** A default import stands for the module itself where that exports one thing only. */
function foreign<K extends keyof FileSummary>(
  { module, path }: ApiValue,
  what: K,
  resolve: Resolve | undefined,
): FileSummary[K] extends ReadonlyMap<string, infer V> ? V | undefined : never {
  const known = module.startsWith('.') ? resolve?.(module)?.[what] : undefined;
  return known?.get(path === '' ? 'default' : path) as never;
}

interface State {
  readonly bindings: Bindings;
  /** Also the guard against declarations that lead back to themselves. */
  readonly known: Map<Binding, ApiValue | undefined>;
}

function indexEntries(entries: readonly ApiEntry[]): ReadonlyMap<string, ApiEntry> {
  const index = new Map<string, ApiEntry>();
  for (const entry of entries) {
    if (!entry.modules) index.set(keyOf('', entry.name), entry);
    // The entry says which module it came from: the same name on shared memory is under other rules.
    for (const module of entry.modules ?? [])
      index.set(keyOf(module, entry.name), { ...entry, modules: [module] });
  }
  return index;
}

function keyOf(module: string, path: string): string {
  return `${module}\n${path}`;
}

/** A project's own functions may be known by their bare name or access path. */
function calleeText(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === T.Identifier) return node.name;
  if (node.type === T.ThisExpression) return 'this';
  if (node.type !== T.MemberExpression) return '';
  const name = propertyName(node);
  return name === undefined ? '' : `${calleeText(node.object)}.${name}`;
}

function valueOf(node: Node, state: State): ApiValue | undefined {
  const inner = unwrap(node);
  switch (inner.type) {
    case T.Identifier:
      return ofIdentifier(inner, state);
    case T.MemberExpression:
      return ofMember(inner, state);
    case T.SequenceExpression:
      return valueOf(inner.expressions.at(-1)!, state);
    case T.AwaitExpression:
      return valueOf(inner.argument, state);
    case T.ImportExpression:
      return ofSpecifier(inner.source);
    case T.CallExpression:
      return ofCall(inner, state);
    default:
      return undefined;
  }
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);

function ofIdentifier(node: TSESTree.Identifier, state: State): ApiValue | undefined {
  const variable = state.bindings.variableOf(node);
  if (variable) return ofVariable(variable, state);
  if (GLOBAL_OBJECTS.has(node.name)) return { module: '', path: 'globalThis' };
  return node.name === 'Atomics' ? { module: '', path: 'Atomics' } : undefined;
}

/** `globalThis.Atomics.wait`, `wq.default.SharedWaitQueue.create`; a longer chain leads to no API. */
const MAX_CHAIN = 6;

function isLongChain(node: TSESTree.MemberExpression): boolean {
  let object: Node = node;
  for (let length = 0; object.type === T.MemberExpression; length++) {
    if (length === MAX_CHAIN) return true;
    object = unwrap(object.object);
  }
  return false;
}

function ofMember(node: TSESTree.MemberExpression, state: State): ApiValue | undefined {
  if (isLongChain(node)) return undefined;
  const name = propertyName(node);
  const object = name === undefined ? undefined : valueOf(node.object, state);
  return object && member(object, name!);
}

function member(object: ApiValue, name: string): ApiValue | undefined {
  if (object.path === 'globalThis') return name === 'Atomics' ? { module: '', path: name } : undefined;
  // Interop of compiled code: the default export of a CommonJS view is the module again.
  if (object.path === '') return name === 'default' ? object : { ...object, path: name };
  return { ...object, path: `${object.path}.${name}` };
}

function ofSpecifier(source: Node | undefined): ApiValue | undefined {
  const known = source?.type === T.Literal && typeof source.value === 'string';
  return known ? { module: source.value as string, path: '' } : undefined;
}

/** `require('waitq')`, and what compilers wrap around it: `__importStar(…)`, `_interopRequireWildcard(…)`, `__toESM(…)`. */
function ofCall(node: TSESTree.CallExpression, state: State): ApiValue | undefined {
  const [first] = node.arguments;
  const callee = unwrap(
    node.callee.type === T.SequenceExpression ? node.callee.expressions.at(-1)! : node.callee,
  );
  if (!first) return undefined;
  if (callee.type === T.Identifier && callee.name === 'require') {
    return isRequire(callee, state) ? ofSpecifier(first) : undefined;
  }
  return /^(__importStar|__importDefault|__toESM|_?_?interop\w*)$/i.test(calleeName(callee))
    ? valueOf(first, state)
    : undefined;
}

function isRequire(callee: TSESTree.Identifier, { bindings }: State): boolean {
  const variable = bindings.variableOf(callee);
  if (!variable) return true;
  const init = soleDeclarator(variable)?.init;
  return init?.type === T.CallExpression && /createRequire$/.test(calleeText(init.callee));
}

function ofVariable(variable: Binding, state: State): ApiValue | undefined {
  if (state.known.has(variable)) return state.known.get(variable);
  state.known.set(variable, undefined);
  const value = ofImport(variable) ?? ofDeclarator(variable, state) ?? ofThenParameter(variable, state);
  state.known.set(variable, value);
  return value;
}

function ofImport(variable: Binding): ApiValue | undefined {
  const [def] = variable.defs;
  if (defKind(def) !== 'ImportBinding') return undefined;
  const { node } = def as unknown as { node: Node };
  if (node.type === T.TSImportEqualsDeclaration) {
    const reference = node.moduleReference;
    return reference.type === T.TSExternalModuleReference ? ofSpecifier(reference.expression) : undefined;
  }
  const module = ofSpecifier((def as unknown as { parent?: TSESTree.ImportDeclaration }).parent?.source);
  if (node.type !== T.ImportSpecifier) return module;
  const { imported } = node;
  return module && member(module, imported.type === T.Identifier ? imported.name : imported.value);
}

function ofDeclarator(variable: Binding, state: State): ApiValue | undefined {
  const declarator = soleDeclarator(variable);
  if (!declarator?.init) return undefined;
  const path = pathInPattern(declarator.id, variable);
  let value = path && valueOf(declarator.init, state);
  for (const name of path ?? []) value = value && member(value, name);
  return value;
}

/** `import('waitq').then(({ waitEvent }) => …)`: needs parents, which a parser may not set. */
function ofThenParameter(variable: Binding, state: State): ApiValue | undefined {
  const [def] = variable.defs;
  if (variable.defs.length !== 1 || defKind(def) !== 'Parameter') return undefined;
  const fn = (def as unknown as { node: Node & { params?: readonly Node[] } }).node;
  const call = fn.parent;
  if (call?.type !== T.CallExpression || call.arguments[0] !== fn) return undefined;
  if (call.callee.type !== T.MemberExpression || propertyName(call.callee) !== 'then') return undefined;
  const path = fn.params?.[0] && pathInPattern(fn.params[0], variable);
  let value = path && valueOf(call.callee.object, state);
  for (const name of path ?? []) value = value && member(value, name);
  return value;
}

/** The members a pattern takes to reach a variable: none for `x`, `['a', 'b']` for `{ a: { b: x } }`. */
function pathInPattern(pattern: Node, variable: Binding): readonly string[] | undefined {
  if (pattern.type === T.Identifier) return variable.identifiers.includes(pattern) ? [] : undefined;
  if (pattern.type === T.AssignmentPattern) return pathInPattern(pattern.left, variable);
  if (pattern.type !== T.ObjectPattern) return undefined;
  for (const property of pattern.properties) {
    if (property.type !== T.Property) continue;
    const rest = pathInPattern(property.value, variable);
    const name = keyName(property);
    if (rest && name !== undefined) return [name, ...rest];
  }
  return undefined;
}
