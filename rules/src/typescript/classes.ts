import type { TSESTree } from '@typescript-eslint/types';
import { addExpression } from './expressions.js';
import type { UnitContext } from './file.js';
import { isFunction, T } from './nodes.js';
import { addStatements } from './statements.js';
import type { Steps } from './steps.js';

/** Adds what happens when a class is defined: its parent, computed keys, static fields and static blocks. */
export function addClass(
  node: TSESTree.ClassDeclaration | TSESTree.ClassExpression,
  cx: UnitContext,
  steps: Steps,
): void {
  if (node.superClass) addExpression(node.superClass, cx, steps);
  for (const element of node.body.body) {
    if (element.type === T.StaticBlock) addStatements(element.body, cx, steps);
    if ('computed' in element && element.computed) addExpression(element.key, cx, steps);
    const isField = element.type === T.PropertyDefinition || element.type === T.AccessorProperty;
    if (isField && element.static && element.value && !isFunction(element.value)) {
      addExpression(element.value, cx, steps);
    }
  }
}

/** Adds the initialisers of a class's own fields, which run when an instance is made. */
export function addFields(body: TSESTree.ClassBody, cx: UnitContext, steps: Steps): void {
  for (const element of body.body) {
    if (element.type === T.PropertyDefinition && !element.static && element.value) {
      addExpression(element.value, cx, steps);
    }
  }
}
