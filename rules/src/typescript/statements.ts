import type { TSESTree } from '@typescript-eslint/types';
import type { Structure } from '../protocol/structure.js';
import { addClass } from './classes.js';
import { conditionOf, leafOf } from './conditions.js';
import { addExpression, stepsOf } from './expressions.js';
import { descend, type UnitContext } from './file.js';
import { addLoop, isLoop } from './loops.js';
import { rangeOf, T, type Node } from './nodes.js';
import { operandOf } from './operands.js';
import { addPattern, addUnknown } from './patterns.js';
import { sequence, type Steps } from './steps.js';
import { disposal, isUsing } from './using.js';

/** A statement or block as one structure. */
export function structureOf(node: Node, cx: UnitContext): Structure {
  const steps: Steps = [];
  addStatement(node, cx, steps);
  return sequence(steps);
}

/** Adds statements in order. What follows a `using` declaration runs under its disposal. */
export function addStatements(nodes: readonly Node[], cx: UnitContext, steps: Steps): void {
  for (let i = 0; i < nodes.length; i++) {
    const node = nodes[i]!;
    if (isUsing(node)) return addUsing(node, nodes.slice(i + 1), cx, steps);
    addStatement(node, cx, steps);
  }
}

function addUsing(
  node: TSESTree.VariableDeclaration,
  rest: readonly Node[],
  cx: UnitContext,
  steps: Steps,
): void {
  addStatement(node, cx, steps);
  const body: Steps = [];
  addStatements(rest, cx, body);
  steps.push({ kind: 'try', body: sequence(body), finalizer: sequence(disposal(node, cx)) });
}

function addStatement(node: Node, cx: UnitContext, steps: Steps, label?: string): void {
  descend(cx, () => {
    addKind(node, cx, steps, label);
  });
}

function addKind(node: Node, cx: UnitContext, steps: Steps, label?: string): void {
  if (isLoop(node)) return addLoop(node, cx, steps, label);
  switch (node.type) {
    case T.BlockStatement:
    case T.Program:
    case T.TSModuleBlock:
      return addStatements(node.body, cx, steps);
    case T.VariableDeclaration:
      return addDeclaration(node, cx, steps);
    case T.IfStatement:
      return addIf(node, cx, steps);
    case T.SwitchStatement:
      return addSwitch(node, cx, steps, label);
    case T.TryStatement:
      return addTry(node, cx, steps);
    case T.LabeledStatement:
      return addLabeled(node, cx, steps);
    case T.BreakStatement:
    case T.ContinueStatement:
      steps.push(jump(node));
      return;
    case T.ReturnStatement:
      return addReturn(node, node.argument, cx, steps);
    case T.ThrowStatement:
      addExpression(node.argument, cx, steps);
      steps.push({ kind: 'throw', range: rangeOf(node) });
      return;
    case T.ClassDeclaration:
      return addClass(node, cx, steps);
    case T.ExportNamedDeclaration:
    case T.ExportDefaultDeclaration:
      if (node.declaration) addStatement(node.declaration, cx, steps);
      return;
    case T.TSModuleDeclaration:
      if (node.body) addStatement(node.body, cx, steps);
      return;
    case T.WithStatement:
      addExpression(node.object, cx, steps);
      return addStatement(node.body, cx, steps);
    case T.FunctionDeclaration:
    case T.ImportDeclaration:
    case T.ExportAllDeclaration:
    case T.TSInterfaceDeclaration:
    case T.TSTypeAliasDeclaration:
    case T.TSEnumDeclaration:
    case T.TSImportEqualsDeclaration:
    case T.TSDeclareFunction:
      return;
    case T.ExpressionStatement:
      return addExpression(node.expression, cx, steps);
    default:
      addExpression(node, cx, steps);
  }
}

/** Adds a return of an expression's value. */
export function addReturn(node: Node, argument: Node | null, cx: UnitContext, steps: Steps): void {
  const range = rangeOf(node);
  if (argument) addExpression(argument, cx, steps);
  steps.push(
    argument ? { kind: 'return', range, value: operandOf(argument, cx) } : { kind: 'return', range },
  );
}

/** Adds declarators: their values' steps, then the updates of the names. */
export function addDeclaration(node: TSESTree.VariableDeclaration, cx: UnitContext, steps: Steps): void {
  for (const { id, init } of node.declarations) {
    if (!init) continue;
    addExpression(init, cx, steps);
    addPattern(id, init, cx, steps);
  }
}

/** An else-if chain is followed in a loop: generated code has thousands of links. */
function addIf(node: TSESTree.IfStatement, cx: UnitContext, steps: Steps): void {
  const links: TSESTree.IfStatement[] = [];
  let last: Node | null | undefined = node;
  for (; last?.type === T.IfStatement; last = last.alternate) links.push(last);
  let otherwise: Structure | undefined = last ? structureOf(last, cx) : undefined;
  for (const link of links.reverse()) {
    otherwise = {
      kind: 'if',
      test: conditionOf(link.test, cx),
      then: structureOf(link.consequent, cx),
      ...(otherwise ? { otherwise } : {}),
      range: rangeOf(link),
    };
  }
  if (otherwise) steps.push(otherwise);
}

function addSwitch(node: TSESTree.SwitchStatement, cx: UnitContext, steps: Steps, label?: string): void {
  const subject = leafOf(node.discriminant, cx);
  const before = [
    ...subject.before,
    ...node.cases.flatMap((clause) => (clause.test ? stepsOf(clause.test, cx) : [])),
  ];
  steps.push({
    kind: 'switch',
    subject: { ...subject, before },
    cases: node.cases.map((clause) => {
      const body: Steps = [];
      addStatements(clause.consequent, cx, body);
      return {
        isDefault: !clause.test,
        text: clause.test ? operandOf(clause.test, cx).text : 'default',
        body,
      };
    }),
    ...(label === undefined ? {} : { label }),
  });
}

function addTry(node: TSESTree.TryStatement, cx: UnitContext, steps: Steps): void {
  const { handler, finalizer } = node;
  steps.push({
    kind: 'try',
    body: structureOf(node.block, cx),
    ...(handler ? { handler: handlerOf(handler, cx) } : {}),
    ...(finalizer ? { finalizer: structureOf(finalizer, cx) } : {}),
  });
}

function handlerOf(node: TSESTree.CatchClause, cx: UnitContext): Structure {
  const steps: Steps = [];
  if (node.param) addUnknown(node.param, cx, steps);
  addStatement(node.body, cx, steps);
  return sequence(steps);
}

function addLabeled(node: TSESTree.LabeledStatement, cx: UnitContext, steps: Steps): void {
  const { name } = node.label;
  if (isLoop(node.body) || node.body.type === T.SwitchStatement)
    return addStatement(node.body, cx, steps, name);
  steps.push({ kind: 'label', name, body: structureOf(node.body, cx) });
}

function jump(node: TSESTree.BreakStatement | TSESTree.ContinueStatement): Structure {
  const kind = node.type === T.BreakStatement ? 'break' : 'continue';
  return { kind, range: rangeOf(node), ...(node.label ? { label: node.label.name } : {}) };
}
