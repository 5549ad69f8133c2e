import type { Operand } from '../../protocol/events.js';
import { variableNamed } from '../../protocol/declarations.js';
import type { Declaration, FileModel } from '../../protocol/model.js';

/**
 * Whether a field's declaration is that of the operand `object->field`: many structs have a `wait`, so the object's type
 * must be in sight and be the struct that holds the declaration. Longer paths lead into structs that are not.
 */
export function isFieldOf(model: FileModel, operand: Operand, owner: number, field: Declaration): boolean {
  const object = /^(\w+)(?:->|\.)\w+$/.exec(operand.place?.text ?? '')?.[1];
  const variable = object === undefined ? undefined : variableNamed(model, owner, object);
  const tag = /\bstruct (\w+)/.exec(variable?.type ?? '')?.[1];
  return tag !== undefined && tag === structAround(model.text, field.range[0]);
}

/** The tag of the struct that an offset lies in, through structs and unions without a name. */
function structAround(text: string, offset: number): string | undefined {
  for (let at = openingBefore(text, offset); at >= 0; at = openingBefore(text, at)) {
    const tag = /\bstruct\s+(\w+)\s*$/.exec(text.slice(Math.max(0, at - LONGEST_HEAD), at))?.[1];
    if (tag) return tag;
  }
  return undefined;
}

const LONGEST_HEAD = 200;

/** The brace that is open at an offset, or -1. */
function openingBefore(text: string, offset: number): number {
  let depth = 0;
  for (let at = offset - 1; at >= 0; at--) {
    if (text[at] === '}') depth++;
    else if (text[at] === '{' && depth-- === 0) return at;
  }
  return -1;
}
