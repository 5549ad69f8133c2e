/**
 * Whether a text names ESLint, as each of its comments does. Every file of a kernel is asked: the engine looks for a short
 * word by its first letter, and `l` is half as frequent as `e`.
 */
export function mentionsEslint(text: string): boolean {
  return text.includes('lint') && text.includes('eslint');
}
