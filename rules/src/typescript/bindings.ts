import type { ScopeManager, Scope, Variable } from '@typescript-eslint/scope-manager';
import type { TSESTree } from '@typescript-eslint/types';
import { T, type Node } from './nodes.js';

/** A variable with what this front end asks of it; works for eslint-scope's as well. */
export type Binding = Pick<Variable, 'name' | 'defs' | 'references' | 'scope' | 'identifiers'>;

/** Finds the variable an identifier stands for. */
export interface Bindings {
  /** The variable declared in the file; undefined for a global and for a name that is no reference. */
  variableOf(node: Node): Binding | undefined;
}

/** Indexes all references and declarations of a file. */
export function createBindings(manager: ScopeManager): Bindings {
  const byNode = new Map<object, Binding>();
  for (const scope of manager.scopes) indexScope(scope, byNode);
  return {
    variableOf(node) {
      const variable = byNode.get(node);
      return variable && variable.defs.length > 0 ? variable : undefined;
    },
  };
}

function indexScope(scope: Scope, byNode: Map<object, Binding>): void {
  for (const variable of scope.variables) {
    for (const identifier of variable.identifiers) byNode.set(identifier, variable);
  }
  for (const reference of scope.references) {
    if (reference.resolved) byNode.set(reference.identifier, reference.resolved as Binding);
  }
}

/** The declarator of a variable that is given a value once, where it is declared, and never again. */
export function soleDeclarator(variable: Binding): TSESTree.VariableDeclarator | undefined {
  const [def] = variable.defs;
  if (variable.defs.length !== 1 || defKind(def) !== 'Variable') return undefined;
  if (def?.node.type !== T.VariableDeclarator) return undefined;
  const rewritten = variable.references.some((reference) => reference.isWrite() && !reference.init);
  return rewritten ? undefined : def.node;
}

/** `var _this = this`, `const self = this`: the variable stands for the object, as compilers and people write it. */
export function isThisAlias(variable: Binding): boolean {
  const declarator = soleDeclarator(variable);
  return declarator?.id.type === T.Identifier && declarator.init?.type === T.ThisExpression;
}

/** The one value a variable is ever given, where it is declared or later: `let f; f = function () {}`. */
export function soleValue(variable: Binding): Node | undefined {
  const writes = variable.references.filter((reference) => reference.isWrite());
  const isVariable = variable.defs.length === 1 && defKind(variable.defs[0]) === 'Variable';
  return isVariable && writes.length === 1 ? (writes[0]?.writeExpr ?? undefined) : undefined;
}

/** True for a variable declared with `const` (or `using`). */
export function isConst(variable: Binding): boolean {
  const parent = variable.defs[0]?.parent;
  return parent?.type === T.VariableDeclaration && parent.kind !== 'let' && parent.kind !== 'var';
}

/** True for a variable that holds a function or class declared under that name. */
export function isDeclaredCode(variable: Binding): boolean {
  return variable.defs.some((def) => defKind(def) === 'FunctionName' || defKind(def) === 'ClassName');
}

/** What declares the variable. Both scope managers use these words; the enum would cost loading one of them. */
export function defKind(def: Binding['defs'][number] | undefined): string | undefined {
  return def && String(def.type);
}
