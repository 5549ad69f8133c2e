let sleepers = 0;
let timer: ReturnType<typeof setInterval> | undefined;

const LONG = 2 ** 30;

/**
 * Keeps the thread's event loop running, which `Atomics.waitAsync` does not: another thread will wake the
 * sleeper.
 *
 * @returns ends it
 */
export function stayAlive(): () => void {
  if (sleepers++ === 0) timer = setInterval(() => {}, LONG);
  return () => {
    if (--sleepers === 0) clearInterval(timer);
  };
}
