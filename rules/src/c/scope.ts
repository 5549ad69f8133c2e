import { readParameters, type Variable } from './parameters.js';
import type { SourceFunction } from './scan-result.js';
import { childOf, type SyntaxNode } from './syntax.js';

/** The names a function declares; everything else it uses belongs to the file or is a macro's. */
export type Scope = ReadonlyMap<string, Variable>;

/** Collects parameters and the declarations anywhere in the body; a name declared twice keeps its first meaning. */
export function createScope(
  text: string,
  fn: SourceFunction,
  body: SyntaxNode | undefined,
): Map<string, Variable> {
  const scope = new Map<string, Variable>();
  for (const parameter of readParameters(text, fn)) scope.set(parameter.name, parameter);
  if (body) collect(body);
  return scope;

  function collect(node: SyntaxNode): void {
    if (node.type === 'declaration') {
      for (const variable of readDeclaration(text, node)) {
        if (!scope.has(variable.name)) scope.set(variable.name, variable);
      }
    } else if (node.type === 'call_expression') {
      const variable = readDeclaringMacro(text, node);
      if (variable && !scope.has(variable.name)) scope.set(variable.name, variable);
    }
    for (const child of node.children) if (child.children.length > 0) collect(child);
  }
}

/** The variables of a `declaration` node. */
export function readDeclaration(text: string, node: SyntaxNode): readonly Variable[] {
  const isStatic = node.children.some(
    (child) => child.type === 'storage_class_specifier' && text.slice(child.start, child.end) === 'static',
  );
  const type = childOf(node, 'type');
  return node.children.flatMap((child) => {
    if (child.field !== 'declarator') return [];
    const found = readDeclarator(child);
    if (!found || found.isFunction) return [];
    const { name, shape } = found;
    const stars = text.slice(child.start, name.start).replace(/\s+/g, '');
    return {
      name: text.slice(name.start, name.end),
      nameRange: [name.start, name.end] as const,
      type: `${type ? text.slice(type.start, type.end).replace(/\s+/g, ' ') : ''} ${stars}`.trim(),
      shape,
      storage: isStatic ? ('static' as const) : ('stack' as const),
    };
  });
}

/** The identifier inside `*x`, `x[4]`, `x = …`, `(*x)(void)`. */
export function declaredName(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'identifier') return node;
  for (const child of node.children) {
    if (child.field === 'value' || child.field === 'size' || child.field === 'parameters') continue;
    const found =
      child.type === 'identifier' ? child : child.children.length > 0 ? declaredName(child) : undefined;
    if (found) return found;
  }
  return undefined;
}

interface Declarator {
  readonly name: SyntaxNode;
  readonly shape: Variable['shape'];
  readonly isFunction: boolean;
}

function readDeclarator(node: SyntaxNode): Declarator | undefined {
  const name = declaredName(node);
  if (!name) return undefined;
  let shape: Variable['shape'] = 'object';
  let isFunction = false;
  for (
    let at: SyntaxNode | undefined = node;
    at && at !== name;
    at = at.children.find((c) => c.isNamed && c.start <= name.start && c.end >= name.end)
  ) {
    if (at.type === 'pointer_declarator') [shape, isFunction] = ['pointer', false];
    else if (at.type === 'array_declarator') shape = 'array';
    else if (at.type === 'function_declarator') isFunction = true;
  }
  return { name, shape, isFunction };
}

/** `DEFINE_WAIT(wait)`, `LIST_HEAD(list)`: the first argument is the variable. */
function readDeclaringMacro(text: string, node: SyntaxNode): Variable | undefined {
  const callee = childOf(node, 'function');
  const name = callee && text.slice(callee.start, callee.end);
  if (!name || !/^(DEFINE|DECLARE)_|^(LIST|HLIST)_HEAD$/.test(name)) return undefined;
  const argument = childOf(node, 'arguments')?.children.find((child) => child.isNamed);
  if (argument?.type !== 'identifier') return undefined;
  return {
    name: text.slice(argument.start, argument.end),
    nameRange: [argument.start, argument.end],
    type: name,
    shape: name === 'DECLARE_BITMAP' ? 'array' : 'object',
    storage: /static\s*$/.test(text.slice(Math.max(0, node.start - 12), node.start)) ? 'static' : 'stack',
  };
}
