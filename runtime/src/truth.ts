/** Whether the condition holds. Throws a TypeError for a promise, which would always count as true. */
export function isTrue(value: unknown): boolean {
  return value === true || (value !== false && isTruthy(value));
}

function isTruthy(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return Boolean(value);
  if (typeof (value as PromiseLike<unknown>).then !== 'function') return true;
  throw new TypeError('The condition returned a promise, which is always true: it must not be async');
}
