import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Tree } from 'web-tree-sitter';
import { cursorOf, useFastCursor, type Cursor } from '../../../rules/src/c/fast-cursor.js';
import { cParser, coreExports, grammarReady } from '../../../rules/src/c/grammar.js';

beforeAll(grammarReady);
afterEach(() => useFastCursor(coreExports()));

const CODE = `void f(int a)
{
	/* ä */ wait_event(dev->wq[i], ({ int x = a; x > 0; }) && "a\\"b");
	if (a) { goto out; } else for (;;) switch (a) { case 1: break; default: return; }
out: @ # ) (
}
`;

describe('the fast cursor', () => {
  it('sees what the cursor of the library sees', () => {
    withTree(CODE, (tree) => {
      const seen = walk(cursorOf(tree));
      expect(seen).toEqual(walk(tree.walk()));
      expect(seen.length).toBeGreaterThan(80);
    });
  });

  it('leaves the parser ready for the next tree', () => {
    withTree(CODE, (tree) => {
      const before = walk(cursorOf(tree));
      withTree('int x;', (other) => void walk(cursorOf(other)));
      expect(walk(cursorOf(tree))).toEqual(before);
    });
  });

  it('gives way to the one of the library when the parser lacks a function', () => {
    useFastCursor({ ...coreExports(), ts_tree_cursor_goto_parent_wasm: undefined });
    withTree(CODE, (tree) => expect(cursorOf(tree).constructor).toBe(tree.walk().constructor));
  });
});

function withTree(code: string, use: (tree: Tree) => void): void {
  const parser = cParser();
  if (parser instanceof Error) throw parser;
  const tree = parser.parse(code)!;
  use(tree);
  tree.delete();
}

/** Each node with all that is asked of it. */
function walk(cursor: Cursor): readonly (readonly number[])[] {
  const seen: number[][] = [];
  (function visit(): void {
    seen.push([cursor.nodeTypeId, cursor.currentFieldId, cursor.startIndex, cursor.endIndex]);
    if (!cursor.gotoFirstChild()) return;
    do visit();
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  })();
  cursor.delete();
  return seen;
}
