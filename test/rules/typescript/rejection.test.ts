import { expect, it } from 'vitest';
import { lint } from '../rules/lint.js';

/** Whether an exception from the expression, awaited while registered, is reckoned with. */
const mayThrow = (awaited: string): boolean =>
  lint(
    'require-finish-wait',
    'typescript',
    `import { WaitEntry, WaitQueue, finishWait, prepareToWait, schedule } from 'waitq';
const q = new WaitQueue('q');
export async function f(p: any, log: any) {
  const w = new WaitEntry();
  prepareToWait(q, w, 'interruptible');
  await ${awaited};
  finishWait(q, w);
}
`,
  ).length > 0;

it.each([
  'schedule(w)',
  'schedule(w).catch((reason) => log(reason))',
  'p.catch(log)',
  'p.then(log, () => undefined)',
  'p.catch(log).finally(() => log())',
  'new Promise((resolve) => setTimeout(resolve, 1))',
  'Promise.allSettled([p, schedule(w)])',
  'Promise.resolve()',
  'null',
  '(p.catch(() => 0) as Promise<number>)',
  '(async () => { let n; try { n = await p; return () => log(n); } catch (e) { return () => log(e); } })()',
  '(async function () { try { await p; } catch { log(); } finally { log(); } })()',
  '__awaiter(this, void 0, void 0, function* () { try { yield p; } catch (e) { log(e); } })',
  '_asyncToGenerator(function* () { try { yield p; } catch (e) { log(e); } })()',
])('await %s does not throw', (awaited) => {
  expect(mayThrow(awaited)).toBe(false);
});

it.each([
  'p',
  'p.then(log)',
  'p.catch()',
  'p.catch((e) => { throw new TypeError(e); })',
  'p.catch(log).finally(() => { throw new TypeError(); })',
  'new Promise((resolve, reject) => log(resolve, reject))',
  'Promise.all([p])',
  'Promise.resolve(p)',
  'log.allSettled(p)',
  '(async () => { await p; })()',
  '(async () => p)()',
  '(async () => { log(); try { await p; } catch { log(); } })()',
  '(async () => { try { await p; } catch (e) { throw new TypeError(e); } })()',
  '(async () => { try { await p; } finally { log(); } })()',
  '_asyncToGenerator(function* () { yield p; })()',
])('await %s may throw', (awaited) => {
  expect(mayThrow(awaited)).toBe(true);
});
