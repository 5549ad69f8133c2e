import type { Operand } from './events.js';
import type { Declaration, FileModel } from './model.js';

/**
 * The declaration an operand's place goes back to: a variable of the function `owner`, else of the file, else a field.
 * A field counts only when all fields of that name in the file are declared alike, since the struct is not looked up.
 */
export function declarationOf(model: FileModel, operand: Operand, owner: number): Declaration | undefined {
  return agreed(candidatesFor(model, operand, owner));
}

/** All that is declared under a name, in whatever function or struct. */
export function declarationsNamed(model: FileModel, name: string): readonly Declaration[] {
  const byOwner = indexOf(model).byName.get(name);
  return byOwner ? [...byOwner.values()].flat() : [];
}

/** A variable of the function `owner`, if anything is known of its declaration. */
export function variableNamed(model: FileModel, owner: number, name: string): Declaration | undefined {
  return indexOf(model).byName.get(name)?.get(owner)?.[0] ?? model.argumentNamed?.(owner, name);
}

/** All declarations that an operand's place may go back to. */
export function candidatesFor(model: FileModel, operand: Operand, owner: number): readonly Declaration[] {
  const text = operand.place?.text;
  if (text === undefined) return [];
  const { byName, fields } = indexOf(model);
  const named = byName.get(text);
  const local = named?.get(owner);
  if (local) return local;
  const given = model.argumentNamed?.(owner, text);
  if (given) return [given];
  if (/^[\w$]+$/.test(text)) return named?.get(undefined)?.filter(({ storage }) => storage === 'file') ?? [];
  const field = /(?:->|\.)([\w$]+)$/.exec(text)?.[1];
  return field === undefined ? [] : (fields.get(field) ?? []);
}

function agreed(candidates: readonly Declaration[]): Declaration | undefined {
  const [first, ...rest] = candidates;
  return rest.every(({ is, shape }) => is === first?.is && shape === first.shape) ? first : undefined;
}

interface DeclarationIndex {
  /** By name, then by the function they belong to: a long file has thousands of the same name. */
  readonly byName: ReadonlyMap<string, ReadonlyMap<number | undefined, readonly Declaration[]>>;
  readonly fields: ReadonlyMap<string, readonly Declaration[]>;
}

const indexes = new WeakMap<FileModel, DeclarationIndex>();

/** Every call of a file asks, so a long file's declarations are sorted by name once. */
function indexOf(model: FileModel): DeclarationIndex {
  const known = indexes.get(model);
  if (known) return known;
  const index = {
    byName: byNameAndOwner(model.declarations),
    fields: grouped(
      model.declarations.filter(({ storage }) => storage === 'field'),
      ({ name }) => name,
    ),
  };
  indexes.set(model, index);
  return index;
}

function byNameAndOwner(declarations: readonly Declaration[]): DeclarationIndex['byName'] {
  const byName = [...grouped(declarations, ({ name }) => name)];
  return new Map(byName.map(([name, list]) => [name, grouped(list, ({ owner }) => owner)]));
}

function grouped<K>(
  declarations: readonly Declaration[],
  keyOf: (declaration: Declaration) => K,
): ReadonlyMap<K, readonly Declaration[]> {
  const groups = new Map<K, Declaration[]>();
  for (const declaration of declarations) {
    const key = keyOf(declaration);
    const group = groups.get(key);
    if (group) group.push(declaration);
    else groups.set(key, [declaration]);
  }
  return groups;
}
