import type { Rewriter } from './normalize.js';
import { isPunctuator, isWord, tokenText, type Tokens } from './tokens.js';

/** Annotations and types at places where C's grammar has none: `__user`, `min_t(unsigned int, …)`, `typeof(x) y`. */
export function normalizeTypes(rewriter: Rewriter): void {
  const { tokens } = rewriter;
  const open: number[] = []; // the brackets around the present token
  for (let index = 0; index < tokens.count; index++) {
    const partner = tokens.partners[index]!;
    if (partner > index) open.push(index);
    else if (partner >= 0) open.pop();
    if (!isWord(tokens, index)) continue;
    const word = tokenText(tokens, index);
    if (ANNOTATION.test(word)) blankTokens(rewriter, index, index);
    else if (TYPEOF.test(word)) replaceTypeof(rewriter, index, isArgument(tokens, index, open.at(-1) ?? -1));
    else if (TYPE_WORD.test(word) && isArgument(tokens, index, open.at(-1) ?? -1))
      replaceType(rewriter, index);
  }
}

const ANNOTATION =
  /^__(user|kernel|iomem|force|rcu|percpu|(maybe|always)_unused|used|unused|safe|nocast|private|must_check|ro_after_init|read_mostly|init|exit|initdata|initconst|refdata|cacheline_aligned\w*|packed|noreturn|nonstring|restrict|extension__)$/;
const TYPEOF = /^(__)?typeof(_unqual)?(__)?$/;
const TYPE_WORD =
  /^(struct|union|enum|const|volatile|unsigned|signed|void|char|short|int|long|float|double|bool|_Bool|s?size_t|u?int(8|16|32|64|ptr|max)_t|ptrdiff_t)$/;
const TAKES_TYPE =
  /^(sizeof|_*alignof_*|_Alignof|offsetof|__builtin_offsetof|_Generic|for|if|while|switch|return|_Static_assert)$/;

function blankTokens(rewriter: Rewriter, from: number, to: number): void {
  rewriter.replace(rewriter.tokens.starts[from]!, rewriter.tokens.ends[to]!, '');
}

function replaceTypeof(rewriter: Rewriter, index: number, isInCall: boolean): void {
  const { tokens } = rewriter;
  const close = isPunctuator(tokens, index + 1, '(') ? tokens.partners[index + 1]! : -1;
  if (close > 0) rewriter.replace(tokens.starts[index]!, tokens.ends[close]!, isInCall ? '___' : 'int');
}

/** The word begins an argument of a call: `f(struct x` or `, struct x`, not a cast's `(struct x *)`. */
function isArgument(tokens: Tokens, index: number, open: number): boolean {
  if (open < 0 || !isCallParenthesis(tokens, open)) return false;
  return open === index - 1 || isPunctuator(tokens, index - 1, ',');
}

function isCallParenthesis(tokens: Tokens, open: number): boolean {
  return (
    isPunctuator(tokens, open, '(') &&
    isWord(tokens, open - 1) &&
    !TAKES_TYPE.test(tokenText(tokens, open - 1))
  );
}

/** `struct foo *` becomes `foo`, `unsigned long` becomes one word that is no keyword. */
function replaceType(rewriter: Rewriter, index: number): void {
  const { tokens } = rewriter;
  let last = index;
  while (isWord(tokens, last + 1) || isPunctuator(tokens, last + 1, '*')) last++;
  if (!isPunctuator(tokens, last + 1, ',') && !isPunctuator(tokens, last + 1, ')')) return;
  const [start, end] = [tokens.starts[index]!, tokens.ends[last]!];
  rewriter.replace(start, end, '_'.repeat(Math.min(3, end - start)));
}
