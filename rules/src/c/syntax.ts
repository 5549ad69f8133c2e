import type { Language, Parser } from 'web-tree-sitter';
import { cursorOf, type Cursor } from './fast-cursor.js';

/** A node of the syntax tree as plain data, so that the parser's memory is free again at once. */
export interface SyntaxNode {
  readonly type: string;
  /** Role in the parent: `condition`, `left`, `body`; empty for none. */
  readonly field: string;
  /** Offsets into the file. Tokens without a role are left out, or have 0 here: nobody asks where they are. */
  readonly start: number;
  readonly end: number;
  /** Not a mere token. */
  readonly isNamed: boolean;
  readonly children: readonly SyntaxNode[];
}

/**
 * Parses `source`, which lies `offset` characters further on in the file (less for a prefix put before it).
 * @throws RangeError when it is nested too deeply or too long
 */
export function parseSyntax(parser: Parser, source: string, offset: number): SyntaxNode | undefined {
  if (source.length > LONGEST) throw new RangeError('too long');
  const tree = parser.parse(source);
  if (!tree) return undefined;
  const cursor = cursorOf(tree);
  try {
    const table = typesOf(tree.language);
    const type = table.types[cursor.nodeTypeId] ?? ERROR;
    return readNode(cursor, table, offset, { type, field: '', depth: 0 });
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

interface NodeType {
  readonly name: string;
  readonly isNamed: boolean;
  /** It has no children. */
  readonly isLeaf: boolean;
  /** Its children have roles. */
  readonly hasFields: boolean;
  /** The tokens among its children matter. */
  readonly keepsTokens: boolean;
  /** What stands for each token of this type. */
  readonly token: SyntaxNode;
}

const NONE: readonly SyntaxNode[] = [];
const LEAVES =
  /^(identifier|field_identifier|type_identifier|statement_identifier|primitive_type|number_literal|true|false|null|storage_class_specifier|type_qualifier)$/;
const WITHOUT_FIELDS =
  /^(argument_list|compound_statement|parenthesized_expression|expression_statement|return_statement|initializer_list|concatenated_string|string_literal|comment)$/;

const ERROR = nodeType('ERROR', true);

interface TypeTable {
  readonly types: readonly NodeType[];
  readonly fields: readonly string[];
}

/** Asking the parser is slow, so what holds for a type is asked once. */
function typesOf(language: Language): TypeTable {
  if (table?.language === language) return table;
  const types = language.types.map((name, id) => nodeType(name, language.nodeTypeIsNamed(id)));
  table = { language, types, fields: language.fields.map((field) => field ?? '') };
  return table;
}

function nodeType(name: string, isNamed: boolean): NodeType {
  const isLeaf = !isNamed || LEAVES.test(name);
  const hasFields = !isLeaf && name !== 'ERROR' && !WITHOUT_FIELDS.test(name);
  const keepsTokens = name === 'ERROR' || name === 'case_statement';
  const token = { type: name, field: '', start: 0, end: 0, isNamed, children: NONE };
  return { name, isNamed, isLeaf, hasFields, keepsTokens, token };
}

let table: (TypeTable & { readonly language: Language }) | undefined;

/** The tree takes hundreds of times the text; where its memory ends the parser aborts, for all later files too. */
export const LONGEST = 1_000_000;

/** Deeper nesting than any person writes would end in a stack overflow further on. */
export const DEEPEST = 800;

/** Each question to the cursor crosses into WebAssembly, so tokens are asked as little as can be. */
function readNode(
  cursor: Cursor,
  table: TypeTable,
  offset: number,
  { type, field, depth }: { readonly type: NodeType; readonly field: string; readonly depth: number },
): SyntaxNode {
  if (depth > DEEPEST) throw new RangeError('nested too deeply');
  const { name, isNamed } = type;
  const start = cursor.startIndex + offset;
  const end = cursor.endIndex + offset;
  if (type.isLeaf || !cursor.gotoFirstChild())
    return { type: name, field, start, end, isNamed, children: NONE };
  const children: SyntaxNode[] = [];
  do {
    const child = table.types[cursor.nodeTypeId] ?? ERROR;
    const role = type.hasFields ? (table.fields[cursor.currentFieldId] ?? '') : '';
    if (child.isNamed || role !== '') {
      children.push(readNode(cursor, table, offset, { type: child, field: role, depth: depth + 1 }));
    } else if (type.keepsTokens) children.push(child.token);
  } while (cursor.gotoNextSibling());
  cursor.gotoParent();
  return { type: name, field, start, end, isNamed, children };
}
