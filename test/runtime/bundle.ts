import { gzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What a bundler makes of a program that consists of this import and nothing else, minified. */
export async function bundle(program: string, platform: 'browser' | 'node' = 'browser'): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'js' },
    bundle: true,
    write: false,
    minify: true,
    format: 'esm',
    platform,
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles[0]!.text;
}

export function gzipBytes(text: string): number {
  return gzipSync(text, { level: 9 }).length;
}
