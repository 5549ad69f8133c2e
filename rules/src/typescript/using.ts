import type { TSESTree } from '@typescript-eslint/types';
import type { ApiEntry } from '../api/entry.js';
import { waitqApi } from '../api/waitq.js';
import type { Call } from '../protocol/events.js';
import type { UnitContext } from './file.js';
import { isCall, rangeOf, T, unwrapAwait, type Node } from './nodes.js';
import { operandOf, unknownOperand } from './operands.js';
import { placeOf } from './places.js';
import { yieldStep, type Steps } from './steps.js';

/** True for `using x = …` and `await using x = …`. */
export function isUsing(node: Node): node is TSESTree.VariableDeclaration {
  return node.type === T.VariableDeclaration && (node.kind === 'using' || node.kind === 'await using');
}

/** What happens at the end of the block: the resources are disposed of in reverse order. */
export function disposal(node: TSESTree.VariableDeclaration, cx: UnitContext): Steps {
  const steps: Steps = [];
  for (const declarator of [...node.declarations].reverse()) {
    steps.push({ kind: 'call', call: disposeCall(declarator, cx) });
    if (node.kind === 'await using') steps.push(yieldStep(declarator, true));
  }
  return steps;
}

/**
 * Disposing of a queue entry is finishing it, whatever queue it is on: a call of the family's finish function that
 * nobody wrote, with the variable as its entry and a queue that is not named (form `other`, empty text).
 */
function disposeCall(declarator: TSESTree.VariableDeclarator, cx: UnitContext): Call {
  const finish = finishOf(declarator, cx);
  const at = { range: rangeOf(declarator.id), nameRange: rangeOf(declarator.id), use: 'dropped' } as const;
  const entry = operandOf(declarator.id, cx);
  if (finish) return { ...at, name: finish.name, api: finish, args: [unknownOperand(declarator.id), entry] };
  const receiver = placeOf(declarator.id, cx);
  return { ...at, name: `${entry.text}[Symbol.dispose]`, args: [], ...(receiver ? { receiver } : {}) };
}

function finishOf(declarator: TSESTree.VariableDeclarator, cx: UnitContext): ApiEntry | undefined {
  const value = declarator.init && unwrapAwait(declarator.init);
  const made = value && isCall(value) ? cx.file.meanings.get(value)?.entry : undefined;
  if (made?.action !== 'declare-entry') return undefined;
  return waitqApi.find(
    (entry) => entry.family === made.family && entry.action === 'finish' && entry.arms === true,
  );
}
