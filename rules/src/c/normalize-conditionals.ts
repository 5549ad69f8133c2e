import type { Range } from '../protocol/place.js';
import { readConditional, type Conditional } from './conditionals.js';
import { TokenKind } from './lexer.js';
import type { Rewriter } from './normalize.js';
import { isPunctuator, tokenText, type Tokens } from './tokens.js';

/**
 * `#if` groups whose arms are whole statements are kept, with conditions the grammar can read; of the others the first
 * arm is kept as if there were no directives. All other directives become blanks.
 */
export function normalizeConditionals(rewriter: Rewriter, skipped: readonly Range[]): void {
  const { tokens } = rewriter;
  const open: Group[] = [];
  for (let index = 0; index < tokens.count; index++) {
    if (tokens.kinds[index] !== TokenKind.directive) continue;
    const conditional = readConditional(tokens.text, tokens.starts[index]!, tokens.ends[index]!);
    if (conditional?.kind === 'if') open.push({ directives: [index], kinds: [conditional] });
    else if (!conditional || open.length === 0) blank(rewriter, index);
    else {
      const group = open.at(-1)!;
      group.directives.push(index);
      group.kinds.push(conditional);
      if (conditional.kind === 'endif') finish(rewriter, open.pop()!, skipped);
    }
  }
  for (const group of open) for (const index of group.directives) blank(rewriter, index);
}

interface Group {
  readonly directives: number[];
  readonly kinds: Conditional[];
}

function finish(rewriter: Rewriter, group: Group, skipped: readonly Range[]): void {
  const { tokens } = rewriter;
  if (!hasSkippedArm(tokens, group, skipped) && isWhole(tokens, group)) {
    group.directives.forEach((index, arm) => simplify(rewriter, index, group.kinds[arm]!));
    return;
  }
  const kept = keptArm(tokens, group, skipped);
  group.directives.forEach((index, arm) => {
    const next = group.directives[arm + 1];
    if (arm === kept || next === undefined) blank(rewriter, index);
    else rewriter.replace(tokens.starts[index]!, tokens.starts[next]!, '');
  });
}

function keptArm(tokens: Tokens, group: Group, skipped: readonly Range[]): number {
  for (let arm = 0; arm < group.directives.length - 1; arm++)
    if (!isSkipped(tokens, group, arm, skipped)) return arm;
  return -1;
}

function isSkipped(tokens: Tokens, group: Group, arm: number, skipped: readonly Range[]): boolean {
  const end = tokens.ends[group.directives[arm]!]!;
  return skipped.some((range) => range[0] === end);
}

function hasSkippedArm(tokens: Tokens, group: Group, skipped: readonly Range[]): boolean {
  return group.directives.some((_, arm) => isSkipped(tokens, group, arm, skipped));
}

/** Every arm is a list of whole statements, and so is what stands around the group. */
function isWhole(tokens: Tokens, group: Group): boolean {
  const first = group.directives[0]!;
  const last = group.directives.at(-1)!;
  if (!endsStatement(tokens, first - 1) || /^(else|while)$/.test(tokenText(tokens, last + 1))) return false;
  for (let arm = 0; arm + 1 < group.directives.length; arm++) {
    if (!isWholeArm(tokens, group.directives[arm]! + 1, group.directives[arm + 1]!)) return false;
  }
  return true;
}

function isWholeArm(tokens: Tokens, from: number, to: number): boolean {
  if (from >= to) return true;
  if (tokenText(tokens, from) === 'else' || !endsStatement(tokens, to - 1)) return false;
  for (let index = from; index < to; index++) {
    const partner = tokens.partners[index]!;
    if (partner >= 0 ? partner < from || partner >= to : isBracket(tokens, index)) return false;
  }
  return true;
}

function isBracket(tokens: Tokens, index: number): boolean {
  return (
    tokens.kinds[index] === TokenKind.punctuator && /[()[\]{}]/.test(tokens.text[tokens.starts[index]!]!)
  );
}

function endsStatement(tokens: Tokens, index: number): boolean {
  if (index < 0 || tokens.kinds[index] === TokenKind.directive) return true;
  return [';', '{', '}', ':'].some((character) => isPunctuator(tokens, index, character));
}

/** `#ifdef CONFIG_X` → `#if 1`: any condition will do, since arms become a choice. */
function simplify(rewriter: Rewriter, index: number, { kind }: Conditional): void {
  const { tokens } = rewriter;
  const plain = kind === 'if' || kind === 'elif' ? `#${kind} 1` : `#${kind}`;
  const [start, end] = [tokens.starts[index]!, tokens.ends[index]!];
  rewriter.replace(start, end, plain.length <= end - start ? plain : '');
  // a continued directive leaves line ends behind, which end it early: harmless, blanks follow
}

function blank(rewriter: Rewriter, index: number): void {
  rewriter.replace(rewriter.tokens.starts[index]!, rewriter.tokens.ends[index]!, '');
}
