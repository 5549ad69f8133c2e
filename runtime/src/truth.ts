import { expected } from './expected.js';
import type { Condition } from './options.js';

/** Tests the condition. Throws a TypeError where it returns a promise, which would always count as true. */
export function isTrue(condition: Condition): boolean {
  const value = condition();
  return value === true || (value !== false && isTruthy(value));
}

/** The same of what a condition has answered. Apart, for it is seldom no boolean: the engine inlines the short one. */
export function isTruthy(value: unknown): boolean {
  if (typeof (value as PromiseLike<unknown> | undefined)?.then === 'function') {
    expected('no async condition', value);
  }
  return Boolean(value);
}
