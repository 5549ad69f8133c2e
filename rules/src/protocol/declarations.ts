import type { Operand } from './events.js';
import type { Declaration, FileModel } from './model.js';

/**
 * The declaration an operand's place goes back to: a variable of the function `owner`, else of the file, else a field.
 * A field counts only when all fields of that name in the file are declared alike, since the struct is not looked up.
 */
export function declarationOf(model: FileModel, operand: Operand, owner: number): Declaration | undefined {
  const text = operand.place?.text;
  if (text === undefined) return undefined;
  const named = model.declarations.filter((declaration) => declaration.name === text);
  const local = named.filter((declaration) => declaration.owner === owner);
  if (local.length > 0) return agreed(local);
  if (/^[\w$]+$/.test(text)) return agreed(named.filter(({ storage }) => storage === 'file'));
  const field = /(?:->|\.)([\w$]+)$/.exec(text)?.[1];
  return agreed(model.declarations.filter(({ storage, name }) => storage === 'field' && name === field));
}

function agreed(candidates: readonly Declaration[]): Declaration | undefined {
  const [first, ...rest] = candidates;
  return rest.every(({ is, shape }) => is === first?.is && shape === first.shape) ? first : undefined;
}
