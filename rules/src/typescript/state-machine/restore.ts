import type { TSESTree } from '@typescript-eslint/types';
import type { ParsedScript } from '../../analyze.js';
import type { SourceMap } from '../../protocol/source-map.js';
import { createBindings } from '../bindings.js';
import { childrenOf, T, type Node } from '../nodes.js';
import { Draft, publish } from './draft.js';
import { UnknownCodeError } from './instructions.js';
import { machineOf, mentionsMachine } from './machines.js';
import { Rewriter } from './rewriter.js';
import { restoreMachine } from './restored-function.js';

/** A text in which async functions and generators are what they were before a compiler took them apart. */
export interface RestoredText {
  readonly text: string;
  readonly sourceMap: SourceMap;
}

/**
 * Undoes what compilers make of async functions and generators for engines that have none: a state machine that jumps from
 * label to label. What is not known for certain stays as it is; undefined if nothing was undone.
 */
export function restoreFunctions(text: string, parsed: ParsedScript): RestoredText | undefined {
  if (!mentionsMachine(text)) return undefined;
  const { parents, calls } = walk(parsed.ast);
  const rewriter = new Rewriter(text, createBindings(parsed.scopeManager), parents);
  let isChanged = false;
  // Inner ones first: they are part of the others' code.
  for (const call of calls.reverse()) if (restored(call, rewriter)) isChanged = true;
  if (!isChanged) return undefined;
  const draft = new Draft(text);
  draft.copy(0, parsed.ast.range[0]);
  rewriter.write(parsed.ast, draft);
  draft.copy(parsed.ast.range[1], text.length);
  return publish(draft, text);
}

function restored(call: TSESTree.CallExpression, rewriter: Rewriter): boolean {
  try {
    const machine = machineOf(call, rewriter);
    if (!machine) return false;
    rewriter.attempt(() => {
      restoreMachine(machine, rewriter);
    });
    return true;
  } catch (error) {
    // Nested too deeply to be followed, or by no compiler that is known.
    if (error instanceof UnknownCodeError || error instanceof RangeError) return false;
    throw error;
  }
}

interface Walked {
  readonly parents: ReadonlyMap<Node, Node>;
  /** Calls to which a function is given, outer ones first. */
  readonly calls: TSESTree.CallExpression[];
}

/** Without recursion: a bundle nests deeper than the stack. */
function walk(ast: Node): Walked {
  const parents = new Map<Node, Node>();
  const calls: TSESTree.CallExpression[] = [];
  const pending: Node[] = [ast];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.type === T.CallExpression && node.arguments.some(({ type }) => type === T.FunctionExpression))
      calls.push(node);
    for (const child of childrenOf(node)) {
      parents.set(child.node, node);
      pending.push(child.node);
    }
  }
  return { parents, calls };
}
