/** Whether the condition holds. Throws a TypeError for a promise, which would always count as true. */
export function isTrue(value: unknown): boolean {
  return value === true || (value !== false && isTruthy(value));
}

/** The same for what is no boolean. */
export function isTruthy(value: unknown): boolean {
  if (typeof (value as PromiseLike<unknown> | undefined)?.then !== 'function') return Boolean(value);
  throw new TypeError('The condition returned a promise, which is always true: it must not be async');
}
