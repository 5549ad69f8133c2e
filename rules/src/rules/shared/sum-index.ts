import type { Operand } from '../../protocol/events.js';
import type { FileModel } from '../../protocol/model.js';

/** An element index as a sum of named parts. */
export interface SumIndex {
  readonly text: string;
  /** Equal for sums of the same parts, whichever variables hold them. */
  readonly key: string;
  readonly parts: readonly Part[];
}

interface Part {
  /** Last name: `position` for `field.position`. */
  readonly name: string;
  /** A property or a constant says what it is by its name; a plain variable may hold anything. */
  readonly isTelling: boolean;
}

/** Takes an index expression apart; a local constant counts as what it was set to. */
export function describeIndex(model: FileModel, index: Operand, owner: number): SumIndex {
  const parts = splitSum(index.text).map((part) => describePart(resolve(model, part, owner)));
  const key = parts
    .map(({ name }) => name)
    .sort()
    .join('+');
  return { text: index.text, key, parts };
}

/** Both are sums with a part in common, and what they differ in is known by name: one side forgot an offset. */
export function isLikelyMeantAlike(a: SumIndex, b: SumIndex): boolean {
  if (a.parts.length < 2 || b.parts.length < 2) return false;
  const [onlyA, onlyB] = [difference(a.parts, b.parts), difference(b.parts, a.parts)];
  const different = [...onlyA, ...onlyB];
  const haveCommon = onlyA.length < a.parts.length;
  return (
    haveCommon &&
    different.every(({ isTelling }) => isTelling) &&
    different.some(({ name }) => !/^\d/.test(name))
  );
}

/** Parts of `a` without those that `b` has as well, each counted as often as it stands there. */
function difference(a: readonly Part[], b: readonly Part[]): readonly Part[] {
  const rest = b.map(({ name }) => name);
  return a.filter(({ name }) => {
    const at = rest.indexOf(name);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
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

function describePart(text: string): Part {
  const name = /[\w$#]+$/.exec(text.trim())?.[0] ?? text;
  return { name, isTelling: text.includes('.') || /^[A-Z\d_]+$/.test(name) };
}
