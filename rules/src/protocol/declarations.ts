import type { Operand } from './events.js';
import type { Declaration, FileModel } from './model.js';

/**
 * The declaration an operand's place goes back to: a variable of the function `owner`, else of the file, else a field.
 * A field counts only when all fields of that name in the file are declared alike, since the struct is not looked up.
 */
export function declarationOf(model: FileModel, operand: Operand, owner: number): Declaration | undefined {
  return agreed(candidatesFor(model, operand, owner));
}

/** All declarations that an operand's place may go back to. */
export function candidatesFor(model: FileModel, operand: Operand, owner: number): readonly Declaration[] {
  const text = operand.place?.text;
  if (text === undefined) return [];
  const { byName, fields } = indexOf(model);
  const named = byName.get(text) ?? [];
  const local = named.filter((declaration) => declaration.owner === owner);
  if (local.length > 0) return local;
  if (/^[\w$]+$/.test(text)) return named.filter(({ storage }) => storage === 'file');
  const field = /(?:->|\.)([\w$]+)$/.exec(text)?.[1];
  return field === undefined ? [] : (fields.get(field) ?? []);
}

function agreed(candidates: readonly Declaration[]): Declaration | undefined {
  const [first, ...rest] = candidates;
  return rest.every(({ is, shape }) => is === first?.is && shape === first.shape) ? first : undefined;
}

interface DeclarationIndex {
  readonly byName: ReadonlyMap<string, readonly Declaration[]>;
  readonly fields: ReadonlyMap<string, readonly Declaration[]>;
}

const indexes = new WeakMap<FileModel, DeclarationIndex>();

/** Every call of a file asks, so a long file's declarations are sorted by name once. */
function indexOf(model: FileModel): DeclarationIndex {
  const known = indexes.get(model);
  if (known) return known;
  const index = {
    byName: grouped(model.declarations),
    fields: grouped(model.declarations.filter(({ storage }) => storage === 'field')),
  };
  indexes.set(model, index);
  return index;
}

function grouped(declarations: readonly Declaration[]): ReadonlyMap<string, readonly Declaration[]> {
  const groups = new Map<string, Declaration[]>();
  for (const declaration of declarations) {
    const group = groups.get(declaration.name);
    if (group) group.push(declaration);
    else groups.set(declaration.name, [declaration]);
  }
  return groups;
}
