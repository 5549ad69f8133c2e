/** `npm run size`: gzipped code of each entry point and of a minimal import, and heap bytes of heads and waiters. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

if (!globalThis.gc) {
  const self = fileURLToPath(import.meta.url);
  process.exit(spawnSync(process.execPath, ['--expose-gc', self], { stdio: 'inherit' }).status ?? 1);
}

const { build } = await import('esbuild');
const { WaitEntry, WaitQueue } = await import('waitq');
const { SimpleWaitQueue, SimpleWaiter } = await import('waitq/swait');

const row = (name, value, unit) => console.log(`${name.padEnd(44)}${String(value).padStart(8)} ${unit}`);

async function code(name, program) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)) },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'silent',
  });
  const bytes = gzipSync(outputFiles[0].text, { level: 9 }).length;
  row(name, bytes, 'bytes gzip');
  return bytes;
}

/** Bytes an object keeps, the average of many. */
function heap(name, create) {
  const count = 50_000;
  const kept = new Array(count).fill(undefined);
  for (let i = 0; i < 2000; i++) kept[i] = create();
  kept.fill(undefined);
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < count; i++) kept[i] = create();
  globalThis.gc();
  const bytes = (process.memoryUsage().heapUsed - before) / count;
  row(name, bytes.toFixed(0), 'bytes heap');
  return kept.length && bytes;
}

const code_ = {
  all: await code('waitq, all of it', `export * from 'waitq'`),
  simpleAll: await code('waitq/swait, all of it', `export * from 'waitq/swait'`),
  event: await code('waitEvent, wakeUp', `export { waitEvent, wakeUp } from 'waitq'`),
  full: await code('WaitQueue, waitEvent, wakeUp', `export { WaitQueue, waitEvent, wakeUp } from 'waitq'`),
  simple: await code(
    'SimpleWaitQueue, swaitEvent, swakeUp',
    `export { SimpleWaitQueue, swaitEvent, swakeUp } from 'waitq/swait'`,
  ),
};
await code('waitq/inspect', `export * from 'waitq/inspect'`);
await code('waitq/report', `import 'waitq/report'`);
const heap_ = {
  head: heap('WaitQueue, the head', () => new WaitQueue('name')),
  simpleHead: heap('SimpleWaitQueue, the head', () => new SimpleWaitQueue('name')),
  entry: heap('WaitEntry, the waiter', () => new WaitEntry()),
  simpleWaiter: heap('SimpleWaiter, the waiter', () => new SimpleWaiter()),
};

const smaller = (full, simple) => `${(100 * (1 - simple / full)).toFixed(0)} %`;
console.log('\nThe simple queue is smaller than the full one by');
row('head', smaller(heap_.head, heap_.simpleHead), '');
row('waiter', smaller(heap_.entry, heap_.simpleWaiter), '');
row('code, the smallest use', smaller(code_.full, code_.simple), '');
row('code, all of it', smaller(code_.all, code_.simpleAll), '');
