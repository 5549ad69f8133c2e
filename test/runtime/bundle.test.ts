import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bundle, gzipBytes } from './bundle.js';

const { sideEffects, exports, dependencies } = JSON.parse(
  readFileSync(new URL('../../runtime/package.json', import.meta.url), 'utf8'),
) as {
  sideEffects: string[];
  exports: Record<string, { default: string } | string>;
  dependencies?: unknown;
};

describe('an import for its effect', () => {
  const effects: Record<string, string> = { 'report/index.js': 'beforeExit', 'inspect/on.js': 'waitq/hello' };

  it.each(sideEffects)('keeps %s in the bundle', async (file) => {
    const [specifier] = Object.entries(exports).find(
      ([, to]) => typeof to === 'object' && to.default === file,
    )!;
    const text = await bundle(`import '${specifier.replace('.', 'waitq')}';`, 'node');
    expect(text).toContain(effects[file.replace('./dist/', '')]);
  });
});

describe('an import for its names', () => {
  const entries = Object.entries(exports).flatMap(([specifier, to]) =>
    typeof to === 'object' && !sideEffects.includes(to.default) ? [specifier.replace('.', 'waitq')] : [],
  );

  it.each(entries)('leaves nothing of %s when none is used', async (specifier) => {
    const text = await bundle(`import '${specifier}'; import { a } from '${specifier}';`, 'node');
    expect(text.trim()).toBe('');
  });

  it('takes along what is used and no more', async () => {
    const one = await bundle(`export { waitEvent, wakeUp, WaitQueue } from 'waitq';`);
    const all = await bundle(`export * from 'waitq';`);
    expect(gzipBytes(one)).toBeLessThan(0.75 * gzipBytes(all));
    expect(one).not.toContain('AsyncLocalStorage');
    expect(one).not.toContain('The entry waits on queue');
    const smallest = await bundle(`export { waitEvent, wakeUp } from 'waitq';`);
    expect(smallest).not.toContain('WAITQ_INSPECT');
    expect(gzipBytes(smallest)).toBeLessThan(1500);
  });
});

it('the package depends on nothing', () => {
  expect(dependencies).toBeUndefined();
});
