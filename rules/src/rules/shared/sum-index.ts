import type { Operand } from '../../protocol/events.js';
import type { FileModel } from '../../protocol/model.js';

/** An element index as a sum of named parts. */
export interface SumIndex {
  readonly text: string;
  /** Equal for sums of the same parts, whichever variables hold them. */
  readonly key: string;
  /** Last names of the parts: `position` for `field.position`. */
  readonly names: readonly string[];
}

/** Takes an index expression apart; a local constant counts as what it was set to. */
export function describeIndex(model: FileModel, index: Operand, owner: number): SumIndex {
  const names = splitSum(index.text)
    .map((part) => lastName(resolve(model, part, owner)))
    .sort();
  return { text: index.text, key: names.join('+'), names };
}

/** Both are sums with a part in common, and they differ in more than a number: one side forgot an offset. */
export function isLikelyMeantAlike(a: SumIndex, b: SumIndex): boolean {
  if (a.names.length < 2 || b.names.length < 2) return false;
  const named = (index: SumIndex): readonly string[] => index.names.filter((name) => !/^\d/.test(name));
  return named(a).join('+') !== named(b).join('+') && named(a).some((name) => named(b).includes(name));
}

function splitSum(text: string): readonly string[] {
  if (/[()]/.test(text)) return [text];
  return text.split('+').map((part) => part.trim());
}

function resolve(model: FileModel, part: string, owner: number): string {
  const declared = model.declarations.find(
    (declaration) => declaration.name === part && declaration.owner === owner,
  );
  return declared?.value?.text ?? part;
}

function lastName(text: string): string {
  return /[\w$#]+$/.exec(text.trim())?.[0] ?? text;
}
