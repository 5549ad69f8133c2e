import type { FileModel, FunctionModel } from '../../protocol/model.js';
import { functionsAround } from './nesting.js';

/** Whether `this` may be the same object in two functions: both stand in methods of one class, or in none. */
export function isOfSameClass(model: FileModel, a: FunctionModel, b: FunctionModel): boolean {
  return classAround(model, a) === classAround(model, b);
}

/** The same where the class of one of them is not known: a method whose name is computed, an object that a method makes. */
export function mayBeOfSameClass(model: FileModel, a: FunctionModel, b: FunctionModel): boolean {
  const [one, other] = [classAround(model, a), classAround(model, b)];
  return one === undefined || other === undefined || one === other;
}

/** The class of a function, or of the method that it stands in. */
function classAround({ functions }: FileModel, fn: FunctionModel): string | undefined {
  return (
    fn.className ?? functionsAround(functions, fn).find((outer) => outer.className !== undefined)?.className
  );
}
