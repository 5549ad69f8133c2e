/** Throws for what is no queue, and says what is wrong with it. */
export function refuseQueue(queue: unknown): never {
  const what = 'cursor' in Object(queue) ? 'a copy of a WaitQueue, which no wake-up reaches' : String(queue);
  throw new TypeError(`Expected the WaitQueue itself, got ${what}`);
}
