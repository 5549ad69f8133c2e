import type { Bindings } from '../bindings.js';
import { childrenOf, isFunction, T, type Node } from '../nodes.js';
import { Draft } from './draft.js';

/** Writes what stands for a node. */
export type Write = (draft: Draft) => void;

/** A file whose text is written anew, with other text for some of its nodes. */
export class Rewriter {
  readonly text: string;
  readonly bindings: Bindings;
  readonly #parents: ReadonlyMap<Node, Node>;
  readonly #replaced = new Map<Node, Write>();
  readonly #journal: { readonly node: Node; readonly before: Write | undefined }[] = [];
  /** The nodes with a replaced one below them. */
  readonly #changed = new Set<Node>();

  constructor(text: string, bindings: Bindings, parents: ReadonlyMap<Node, Node>) {
    this.text = text;
    this.bindings = bindings;
    this.#parents = parents;
  }

  parentOf(node: Node): Node | undefined {
    return this.#parents.get(node);
  }

  /** Has other text written for a node from now on. */
  replace(node: Node, write: Write): void {
    this.#journal.push({ node, before: this.#replaced.get(node) });
    this.#replaced.set(node, write);
    for (let at = this.#parents.get(node); at && !this.#changed.has(at); at = this.#parents.get(at))
      this.#changed.add(at);
  }

  isReplaced(node: Node): boolean {
    return this.#replaced.has(node);
  }

  /** Runs what may find that it can't go on, in which case nothing has been replaced. */
  attempt<R>(run: () => R): R {
    const { length } = this.#journal;
    try {
      return run();
    } catch (error) {
      for (const { node, before } of this.#journal.splice(length).reverse()) {
        if (before) this.#replaced.set(node, before);
        else this.#replaced.delete(node);
      }
      throw error;
    }
  }

  /** Writes a node, with all that is replaced in it. */
  write(node: Node, draft: Draft): void {
    const replaced = this.#replaced.get(node);
    if (replaced) return replaced(draft);
    let [at] = node.range;
    if (this.#changed.has(node)) {
      for (const { node: child } of inOrder(node)) {
        if (child.range[0] < at) continue;
        draft.copy(at, child.range[0]);
        this.write(child, draft);
        [, at] = child.range;
      }
    }
    draft.copy(at, node.range[1]);
  }

  /** A node as it will be written. */
  textOf(node: Node): string {
    const draft = new Draft(this.text);
    this.write(node, draft);
    return draft.pieces.map(({ text }) => text).join('');
  }

  /** Whether a node will be written so that nothing around it takes a part of it. */
  isTight(node: Node): boolean {
    return this.#replaced.has(node) ? /^[\w$.#]+$/.test(this.textOf(node)) : ATOMS.has(node.type);
  }

  /** Whether what takes the node's place needs parentheses, so that it stays together. */
  needsParentheses(node: Node): boolean {
    const parent = this.parentOf(node);
    return !this.isInParentheses(node) && (!parent || !standsAlone(node, parent));
  }

  /** Whether parentheses stand around a node that are not those of a call. */
  isInParentheses(node: Node): boolean {
    const before = /\(\s*$/.test(this.text.slice(Math.max(0, node.range[0] - 20), node.range[0]));
    const behind = /^\s*\)/.test(this.text.slice(node.range[1], node.range[1] + 20));
    return before && behind && !isCalled(this.parentOf(node), node);
  }
}

function isCalled(parent: Node | undefined, node: Node): boolean {
  return (
    (parent?.type === T.CallExpression || parent?.type === T.NewExpression) &&
    (parent.arguments as readonly Node[]).includes(node)
  );
}

function inOrder(node: Node): readonly { readonly node: Node }[] {
  return childrenOf(node).sort((a, b) => a.node.range[0] - b.node.range[0]);
}

function standsAlone(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case T.AssignmentExpression:
      return parent.right === node;
    case T.VariableDeclarator:
      return parent.init === node;
    case T.CallExpression:
    case T.NewExpression:
      return parent.callee !== node;
    default:
      return ALONE.has(parent.type);
  }
}

const ALONE: ReadonlySet<string> = new Set([
  T.ExpressionStatement,
  T.ReturnStatement,
  T.ThrowStatement,
  T.IfStatement,
  T.WhileStatement,
  T.DoWhileStatement,
  T.SwitchStatement,
  T.ArrayExpression,
  T.Property,
]);

const ATOMS: ReadonlySet<string> = new Set([
  T.Identifier,
  T.ThisExpression,
  T.Literal,
  T.MemberExpression,
  T.CallExpression,
  T.NewExpression,
  T.ArrayExpression,
  T.ObjectExpression,
  T.TemplateLiteral,
  T.UnaryExpression,
]);

/** The nodes below one that run when it does: not those in its functions. */
export function* nodesIn(root: Node): Iterable<Node> {
  yield root;
  if (isFunction(root)) return;
  for (const { node } of childrenOf(root)) if (!isFunction(node)) yield* nodesIn(node);
}

/** Whether a jump stands in a loop or `switch` of the statement's own. */
export function isNested(jump: Node, statement: Node, rewriter: Rewriter): boolean {
  for (let at: Node | undefined = jump; at; at = rewriter.parentOf(at)) {
    if (BREAKABLE.has(at.type)) return true;
    if (at === statement) return false;
  }
  return false;
}

const BREAKABLE: ReadonlySet<string> = new Set([
  T.ForStatement,
  T.ForInStatement,
  T.ForOfStatement,
  T.WhileStatement,
  T.DoWhileStatement,
  T.SwitchStatement,
]);
