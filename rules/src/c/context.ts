import type { Range } from '../protocol/place.js';
import type { Names } from './names.js';
import type { Scope } from './scope.js';
import type { SyntaxNode } from './syntax.js';

/** What lowering a function needs to know. */
export interface Context {
  readonly text: string;
  readonly names: Pick<Names, 'api' | 'member'>;
  readonly scope: Scope;
  /** Index of the analysed functions of the file by name. */
  readonly targets: Pick<ReadonlyMap<string, number>, 'get'>;
}

/** The node's source text. */
export function sourceOf(context: Context, node: SyntaxNode): string {
  return context.text.slice(node.start, node.end);
}

/** Source text with runs of white space and comments made one blank. */
export function plainText(context: Context, node: SyntaxNode): string {
  const source = sourceOf(context, node);
  if (node.children.length === 0) return source;
  return /[\s\\]|\/[/*]/.test(source) ? source.replace(BLANKS, ' ').trim() : source;
}

/** Source text without any blanks that could be left out. */
export function squeezedText(context: Context, node: SyntaxNode): string {
  const plain = plainText(context, node);
  return plain.includes(' ') ? plain.replace(/ ?([^\w$ ]) ?/g, '$1') : plain;
}

export function rangeOf(node: SyntaxNode): Range {
  return [node.start, node.end];
}

const BLANKS = /(?:\s|\\\r?\n|\/\*[^]*?\*\/|\/\/[^\n]*)+/g;
