import type { TSESTree } from '@typescript-eslint/types';
import type { ApiEntry } from '../api/entry.js';
import type { Declaration } from '../protocol/model.js';
import type { Operand } from '../protocol/events.js';
import type { Range } from '../protocol/place.js';
import { defKind, soleDeclarator, type Binding } from './bindings.js';
import { contextOf, ownerOf, textOf, type FileContext, type UnitContext } from './file.js';
import type { Members } from './naming.js';
import { isCall, keyName, rangeOf, T, unwrapAwait, type Node } from './nodes.js';
import { operandOf } from './operands.js';
import { memberPlace, placeOf } from './places.js';
import type { Unit } from './units.js';

/** The variables, parameters and fields that lowered code names, with what they hold as far as it is in sight. */
export function declarationsOf(file: FileContext, units: readonly Unit[]): readonly Declaration[] {
  const contexts = new Map<Unit, UnitContext>();
  const contextFor = (unit: Unit): UnitContext => {
    let cx = contexts.get(unit);
    if (!cx) contexts.set(unit, (cx = contextOf(file, unit)));
    return cx;
  };
  const selves = new Set(units.flatMap((unit) => (unit.self ? [unit.self] : [])));
  const found: Declaration[] = [];
  // Reading a value names further variables and fields, which the loops come to in turn.
  for (const field of file.namedFields) found.push(...ofField(field, selves, contextFor));
  for (const variable of file.named) {
    found.push(...ofVariable(variable, contextFor(ownerOf(variable, file))));
  }
  return found.sort((a, b) => a.range[0] - b.range[0]);
}

function ofVariable(variable: Binding, cx: UnitContext): readonly Declaration[] {
  const [def] = variable.defs;
  const kind = defKind(def);
  const [id] = variable.identifiers;
  if (kind === 'ImportBinding' && id) return ofImport(id, cx);
  if (!def || !id || (kind !== 'Variable' && kind !== 'Parameter')) return [];
  const value = kind === 'Variable' ? initOf(variable) : undefined;
  const isTop = cx.unit === cx.file.survey.program;
  const storage = isTop ? 'file' : kind === 'Parameter' ? 'parameter' : 'stack';
  const owner = isTop ? undefined : cx.file.indexOf.get(cx.unit);
  const base = {
    name: variable.name,
    range: rangeOf(id),
    storage,
    ...(owner === undefined ? {} : { owner }),
  } as const;
  return [
    { ...base, ...holding(value ?? takenFrom(variable, cx), id, cx) },
    ...nested(variable.name, value, cx),
  ];
}

/** A constant of another file. */
function ofImport(id: TSESTree.Identifier, { file }: UnitContext): readonly Declaration[] {
  const constant = file.recogniser.constantOf(id);
  if (!constant) return [];
  const { text, value: known } = constant;
  const range = rangeOf(id);
  const value: Operand = {
    range,
    text,
    form: 'other',
    reads: [],
    calls: [],
    ...(known === undefined ? {} : { constant: known }),
  };
  return [{ name: id.name, range, is: 'other', shape: 'object', storage: 'file', value }];
}

/** The initial value of a variable that is declared by itself. */
function initOf(variable: Binding): Node | undefined {
  const declarator = variable.defs[0]?.node as Node | undefined;
  if (declarator?.type !== T.VariableDeclarator || declarator.id.type !== T.Identifier) return undefined;
  return declarator.init ?? undefined;
}

/** `const { queue } = this`: the variable holds `this.queue`. */
function takenFrom(variable: Binding, cx: UnitContext): Operand | undefined {
  const declarator = soleDeclarator(variable);
  const source = declarator?.init ? placeOf(declarator.init, cx) : undefined;
  if (!source || declarator?.id.type !== T.ObjectPattern) return undefined;
  for (const property of declarator.id.properties) {
    if (property.type !== T.Property || property.value.type !== T.Identifier) continue;
    const name = keyName(property);
    if (name === undefined || !variable.identifiers.includes(property.value)) continue;
    const place = memberPlace(source, name);
    return { range: rangeOf(property), text: place.text, form: 'place', place, reads: [place], calls: [] };
  }
  return undefined;
}

type Holding = Pick<Declaration, 'is' | 'family' | 'shape' | 'by' | 'value' | 'type'>;

function holding(
  value: Node | Operand | undefined,
  id: TSESTree.Identifier | undefined,
  cx: UnitContext,
): Holding {
  const node = value && 'type' in value ? value : undefined;
  const operand = node ? operandOf(node, cx) : (value as Operand | undefined);
  const by = node ? makerOf(node, cx) : undefined;
  const typed = id?.typeAnnotation && typeEntry(id.typeAnnotation, cx);
  const type = id?.typeAnnotation && textOf(id.typeAnnotation.typeAnnotation, cx.file);
  const known = by ?? typed;
  return {
    is: known?.action === 'declare-queue' ? 'queue' : known?.action === 'declare-entry' ? 'entry' : 'other',
    ...(known ? { family: known.family } : {}),
    shape: node?.type === T.ArrayExpression ? 'array' : 'object',
    ...(by ? { by } : {}),
    ...(operand ? { value: operand } : {}),
    ...(type ? { type } : {}),
  };
}

/** The constructor or factory that makes a queue or an entry: `new WaitQueue()`, `await SharedWaitQueue.create()`. */
function makerOf(value: Node, cx: UnitContext): ApiEntry | undefined {
  const made = unwrapAwait(value);
  const entry = isCall(made) ? cx.file.meanings.get(made)?.entry : undefined;
  return entry && /^declare-(queue|entry)$/.test(entry.action) ? entry : undefined;
}

/** `q: WaitQueue` says as much as `new WaitQueue()`. */
function typeEntry(annotation: TSESTree.TSTypeAnnotation, cx: UnitContext): ApiEntry | undefined {
  const type = annotation.typeAnnotation;
  return type.type === T.TSTypeReference && type.typeName.type === T.Identifier
    ? cx.file.recogniser.entryOf(type.typeName)
    : undefined;
}

/** `const state = { queue: new WaitQueue() }` declares `state.queue` too. */
function nested(name: string, value: Node | undefined, cx: UnitContext): readonly Declaration[] {
  if (value?.type !== T.ObjectExpression) return [];
  return value.properties.flatMap((property) => {
    if (property.type !== T.Property || !isCall(unwrapAwait(property.value))) return [];
    const key = keyName(property);
    return key === undefined ? [] : [field(`${name}.${key}`, property.value, rangeOf(property.key), cx)];
  });
}

function ofField(
  name: string,
  selves: ReadonlySet<Members>,
  contextFor: (unit: Unit) => UnitContext,
): readonly Declaration[] {
  const values = [...selves].flatMap((members) => members.values).filter((value) => value.name === name);
  return values.map(({ value, range, unit }) => field(name, value, range, contextFor(unit)));
}

function field(name: string, value: Node, range: Range, cx: UnitContext): Declaration {
  return { name, range, storage: 'field', ...holding(value, undefined, cx) };
}
