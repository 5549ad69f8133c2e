import type { Structure } from './structure.js';

/** Every node of a structured body, parents first. */
export function* walkStructure(node: Structure): Iterable<Structure> {
  yield node;
  for (const child of children(node)) yield* walkStructure(child);
}

function children(node: Structure): readonly Structure[] {
  switch (node.kind) {
    case 'sequence':
      return node.body;
    case 'choice':
      return node.arms;
    case 'if':
      return node.otherwise ? [node.then, node.otherwise] : [node.then];
    case 'loop':
      return node.update ? [node.body, node.update] : [node.body];
    case 'switch':
      return node.cases.flatMap((arm) => arm.body);
    case 'label':
      return [node.body];
    case 'try':
      return [node.body, node.handler, node.finalizer].filter((part) => part !== undefined);
    default:
      return [];
  }
}
