import type { TSESTree } from '@typescript-eslint/types';
import type { Structure } from '../protocol/structure.js';
import { conditionOf } from './conditions.js';
import { addExpression, stepsOf } from './expressions.js';
import type { UnitContext } from './file.js';
import { rangeOf, T, type Node } from './nodes.js';
import { addUnknown } from './patterns.js';
import { addDeclaration, structureOf } from './statements.js';
import { sequence, yieldStep, type Steps } from './steps.js';
import { disposal, isUsing } from './using.js';

type LoopNode =
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement
  | TSESTree.ForStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForInStatement;

/** True for every kind of loop. */
export function isLoop(node: Node): node is LoopNode {
  return /^(While|DoWhile|For|ForOf|ForIn)Statement$/.test(node.type);
}

/** Adds a loop. */
export function addLoop(node: LoopNode, cx: UnitContext, steps: Steps, label?: string): void {
  const common = { kind: 'loop', range: rangeOf(node), ...(label === undefined ? {} : { label }) } as const;
  switch (node.type) {
    case T.WhileStatement:
    case T.DoWhileStatement:
      steps.push({
        ...common,
        testAt: node.type === T.WhileStatement ? 'before' : 'after',
        test: conditionOf(node.test, cx),
        body: structureOf(node.body, cx),
      });
      return;
    case T.ForStatement:
      return addFor(node, common, cx, steps);
    default:
      addExpression(node.right, cx, steps);
      steps.push({ ...common, testAt: 'before', unknownTest: true, body: turnOf(node, cx) });
  }
}

type Common = Pick<Structure & { kind: 'loop' }, 'kind' | 'range' | 'label'>;

function addFor(node: TSESTree.ForStatement, common: Common, cx: UnitContext, steps: Steps): void {
  if (node.init?.type === T.VariableDeclaration) addDeclaration(node.init, cx, steps);
  else if (node.init) addExpression(node.init, cx, steps);
  steps.push({
    ...common,
    testAt: 'before',
    ...(node.test ? { test: conditionOf(node.test, cx) } : {}),
    ...(node.update ? { update: sequence(stepsOf(node.update, cx)) } : {}),
    body: structureOf(node.body, cx),
  });
}

/** One turn of for-of, for-in or for-await: the variable gets its value, then the body runs. */
function turnOf(node: TSESTree.ForOfStatement | TSESTree.ForInStatement, cx: UnitContext): Structure {
  const steps: Steps = [];
  if (node.type === T.ForOfStatement && node.await) steps.push(yieldStep(node.left, true));
  const { left } = node;
  const target = left.type === T.VariableDeclaration ? left.declarations[0]?.id : left;
  if (target) addUnknown(target, cx, steps);
  const body = structureOf(node.body, cx);
  if (isUsing(left)) steps.push({ kind: 'try', body, finalizer: sequence(disposal(left, cx)) });
  else steps.push(body);
  return sequence(steps);
}
