import type { Tree, TreeCursor } from 'web-tree-sitter';

/** What is used of a tree's cursor. */
export type Cursor = Pick<
  TreeCursor,
  | 'nodeTypeId'
  | 'currentFieldId'
  | 'startIndex'
  | 'endIndex'
  | 'gotoFirstChild'
  | 'gotoNextSibling'
  | 'gotoParent'
  | 'delete'
>;

/**
 * A cursor at a tree's root. The library's own writes its position into the parser's memory and reads it back at every
 * question; this one leaves it there, which halves the time. No other call may go to the parser while it is in use.
 */
export function cursorOf(tree: Tree): Cursor {
  return core ? new FastCursor(core, addressOf(tree)) : tree.walk();
}

/** Hands in the functions of the parser's instance. If some are missing, as in another version, the library's cursor is used. */
export function useFastCursor(exports: object): void {
  const functions = exports as Partial<Core>;
  core = NAMES.every((name) => typeof functions[name] === 'function') ? (functions as Core) : undefined;
}

let core: Core | undefined;

const NAMES = [
  'ts_tree_root_node_wasm',
  'ts_tree_cursor_new_wasm',
  'ts_tree_cursor_delete_wasm',
  'ts_tree_cursor_goto_first_child_wasm',
  'ts_tree_cursor_goto_next_sibling_wasm',
  'ts_tree_cursor_goto_parent_wasm',
  'ts_tree_cursor_current_node_type_id_wasm',
  'ts_tree_cursor_current_field_id_wasm',
  'ts_tree_cursor_start_index_wasm',
  'ts_tree_cursor_end_index_wasm',
] as const;

/** Each takes a tree's address; node and cursor are handed over in a place of the parser's memory that all share. */
type Core = Readonly<Record<(typeof NAMES)[number], (tree: number) => number>>;

/** Where the tree is in the parser's memory: the library keeps it under 0. */
function addressOf(tree: Tree): number {
  return (tree as unknown as { readonly 0: number })[0];
}

class FastCursor implements Cursor {
  readonly #core: Core;
  readonly #tree: number;

  constructor(core: Core, tree: number) {
    this.#core = core;
    this.#tree = tree;
    core.ts_tree_root_node_wasm(tree);
    core.ts_tree_cursor_new_wasm(tree);
  }

  get nodeTypeId(): number {
    return this.#core.ts_tree_cursor_current_node_type_id_wasm(this.#tree);
  }

  get currentFieldId(): number {
    return this.#core.ts_tree_cursor_current_field_id_wasm(this.#tree);
  }

  get startIndex(): number {
    return this.#core.ts_tree_cursor_start_index_wasm(this.#tree);
  }

  get endIndex(): number {
    return this.#core.ts_tree_cursor_end_index_wasm(this.#tree);
  }

  gotoFirstChild(): boolean {
    return this.#core.ts_tree_cursor_goto_first_child_wasm(this.#tree) === 1;
  }

  gotoNextSibling(): boolean {
    return this.#core.ts_tree_cursor_goto_next_sibling_wasm(this.#tree) === 1;
  }

  gotoParent(): boolean {
    return this.#core.ts_tree_cursor_goto_parent_wasm(this.#tree) === 1;
  }

  delete(): void {
    this.#core.ts_tree_cursor_delete_wasm(this.#tree);
  }
}
