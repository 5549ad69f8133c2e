import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** What the lints say of the samples that lose a wake-up on purpose; of the others they say nothing. */
const LOSING: Readonly<Record<string, string>> = {
  hang: 'lost-wake-up printer',
  'lost-wakeup': 'wake-up-of-nobody reply arrived',
  'missing-finish': 'lost-wake-up pipe readable',
  'wrong-queue': 'lost-wake-up bell',
};

const samples = fileURLToPath(new URL('../../../samples/typescript/', import.meta.url));
const watcher = new URL('look-at-lints.mjs', import.meta.url).href;
const names = readdirSync(samples).flatMap((file) => (file.endsWith('.ts') ? [basename(file, '.ts')] : []));

/** Below the samples, so that they find the package. */
let compiled: string;
/** Where the programs listen. */
let sockets: string;

beforeAll(async () => {
  sockets = mkdtempSync(join(tmpdir(), 'waitq-test-'));
  mkdirSync(join(samples, 'dist'), { recursive: true });
  compiled = mkdtempSync(join(samples, 'dist', 'linted-'));
  await build({
    entryPoints: names.map((name) => join(samples, `${name}.ts`)),
    outdir: compiled,
    outExtension: { '.js': '.mjs' },
    target: 'node20',
    format: 'esm',
  });
});

afterAll(() => {
  for (const folder of [compiled, sockets]) rmSync(folder, { recursive: true });
});

it('there are samples of all kinds', () => {
  expect(names).toEqual(expect.arrayContaining([...Object.keys(LOSING), 'threads-work-queue', 'who-waits']));
});

it.concurrent.for(names)(
  'the lints say what is wrong with sample %s, and nothing else',
  async (name, test) => {
    const child = start(name);
    test.onTestFinished(() => void child.kill('SIGKILL'));
    test.expect(await findingsIn(child)).toEqual(name in LOSING ? [LOSING[name]] : []);
  },
);

function start(name: string): ChildProcessByStdio<null, Readable, Readable> {
  const child = spawn(process.execPath, ['--import', watcher, join(compiled, `${name}.mjs`)], {
    env: { ...process.env, WAITQ_INSPECT: sockets },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (name === 'hang') child.stdout.once('data', () => child.kill('SIGTERM'));
  return child;
}

async function findingsIn(child: ReturnType<typeof start>): Promise<unknown> {
  let told = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  child.stdout.resume();
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(told);
}
