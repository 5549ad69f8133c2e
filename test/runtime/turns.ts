/** Lets everything that is ready run: two macrotasks, with all microtasks between them. No time passes for it. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 2; i++) {
    await new Promise<void>((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(undefined);
    });
  }
}

/** What a promise has come to: `pending` until it settles. Handles its rejection. */
export function watch(promise: Promise<unknown>): { readonly outcome: unknown } {
  const watched = { outcome: 'pending' as unknown };
  promise.then(
    (value) => (watched.outcome = { value }),
    (error: unknown) => (watched.outcome = { error }),
  );
  return watched;
}
