import type { Language, Parser, TreeCursor } from 'web-tree-sitter';

/** A node of the syntax tree as plain data, so that the parser's memory is free again at once. */
export interface SyntaxNode {
  readonly type: string;
  /** Role in the parent: `condition`, `left`, `body`; empty for none. */
  readonly field: string;
  /** Offsets into the file; 0 for tokens without a role, which nobody asks where they are. */
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
  try {
    return readNode(cursor, typesOf(tree.language), offset, cursor.nodeTypeId, '');
  } finally {
    cursor.delete();
    tree.delete();
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

interface NodeTypes {
  readonly name: string;
  readonly isNamed: boolean;
  /** It has no children. */
  readonly isLeaf: boolean;
  /** Its children have roles. */
  readonly hasFields: boolean;
}

const ERROR: NodeTypes = { name: 'ERROR', isNamed: true, isLeaf: false, hasFields: false };
const NONE: readonly SyntaxNode[] = [];
const LEAVES =
  /^(identifier|field_identifier|type_identifier|statement_identifier|primitive_type|number_literal|true|false|null|storage_class_specifier|type_qualifier)$/;
const WITHOUT_FIELDS =
  /^(argument_list|compound_statement|parenthesized_expression|expression_statement|return_statement|initializer_list|concatenated_string|string_literal|comment)$/;

interface TypeTable {
  readonly types: readonly NodeTypes[];
  readonly fields: readonly string[];
}

/** Asking the parser is slow, so what holds for a type is asked once. */
function typesOf(language: Language): TypeTable {
  if (table?.language === language) return table;
  const types = language.types.map((name, id) => {
    const isNamed = language.nodeTypeIsNamed(id);
    const isLeaf = !isNamed || LEAVES.test(name);
    return { name, isNamed, isLeaf, hasFields: !isLeaf && !WITHOUT_FIELDS.test(name) };
  });
  table = { language, types, fields: language.fields.map((field) => field ?? '') };
  return table;
}

let table: (TypeTable & { readonly language: Language }) | undefined;

/** Each question to the cursor crosses into WebAssembly, so tokens are asked as little as can be. */
function readNode(
  cursor: TreeCursor,
  table: TypeTable,
  offset: number,
  id: number,
  field: string,
): SyntaxNode {
  const type = table.types[id] ?? ERROR;
  const { name, isNamed } = type;
  if (!isNamed && field === '') return { type: name, field, start: 0, end: 0, isNamed, children: NONE };
  const start = cursor.startIndex + offset;
  const end = cursor.endIndex + offset;
  if (type.isLeaf || !cursor.gotoFirstChild())
    return { type: name, field, start, end, isNamed, children: NONE };
  const children: SyntaxNode[] = [];
  do {
    const role = type.hasFields ? (table.fields[cursor.currentFieldId] ?? '') : '';
    children.push(readNode(cursor, table, offset, cursor.nodeTypeId, role));
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  return { type: name, field, start, end, isNamed, children };
}
