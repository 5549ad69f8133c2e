import type { Parser } from 'web-tree-sitter';

/** A node of the syntax tree as plain data, so that the parser's memory is free again at once. */
export interface SyntaxNode {
  readonly type: string;
  /** Role in the parent: `condition`, `left`, `body`; empty for none. */
  readonly field: string;
  /** Offsets into the file. */
  readonly start: number;
  readonly end: number;
  /** Not a mere token. */
  readonly isNamed: boolean;
  readonly children: readonly SyntaxNode[];
}

/** Parses `source`, which lies `offset` characters further on in the file (less for a prefix put before it). */
export function parseSyntax(parser: Parser, source: string, offset: number): SyntaxNode | undefined {
  const tree = parser.parse(source);
  if (!tree) return undefined;
  const cursor = tree.walk();
  const { types, fields } = tree.language;
  try {
    return read();
  } finally {
    cursor.delete();
    tree.delete();
  }

  function read(): SyntaxNode {
    const children: SyntaxNode[] = [];
    const node: SyntaxNode = {
      type: types[cursor.nodeTypeId] ?? 'ERROR',
      field: fields[cursor.currentFieldId] ?? '',
      start: cursor.startIndex + offset,
      end: cursor.endIndex + offset,
      isNamed: cursor.nodeIsNamed,
      children,
    };
    if (cursor.gotoFirstChild()) {
      do children.push(read());
      while (cursor.gotoNextSibling());
      cursor.gotoParent();
    }
    return node;
  }
}

/** The child in a role. */
export function childOf(node: SyntaxNode, field: string): SyntaxNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** The children that are not mere tokens. */
export function namedChildren(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.filter((child) => child.isNamed && child.type !== 'comment');
}

/** All nodes below and including this one for which `test` holds, outermost first; does not look inside a hit. */
export function findAll(node: SyntaxNode, test: (node: SyntaxNode) => boolean): readonly SyntaxNode[] {
  if (test(node)) return [node];
  return node.children.flatMap((child) => findAll(child, test));
}
