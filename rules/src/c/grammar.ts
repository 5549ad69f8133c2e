import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Language, Parser } from 'web-tree-sitter';
import { useFastCursor } from './fast-cursor.js';

/** Where the two `.wasm` files are, for programs that are bundled and carry them along. */
export interface GrammarFiles {
  /** Path of `web-tree-sitter.wasm`. */
  readonly coreWasm: string;
  /** Path of `tree-sitter-c.wasm`. */
  readonly grammarWasm: string;
}

/**
 * Says where the parser's files are. Needed only in a bundle: the default looks beside this module, in the
 * package's `grammar` folder and in `node_modules`. Call it in the same turn in which this module is loaded.
 */
export function configureGrammar(files: GrammarFiles): void {
  configured = files;
}

/** Resolves when C can be parsed; rejects with the reason if it can't. Loading starts by itself at import. */
export function grammarReady(): Promise<void> {
  return loading;
}

/** The parser, or why there is none: still loading, or failed to load. */
export function cParser(): Parser | Error {
  if (parser) return parser;
  return (
    failure ?? new Error('the C parser is still being loaded; try again when grammarReady() has resolved')
  );
}

/** The functions of the parser's core, none before it is loaded. */
export function coreExports(): object {
  return core;
}

/** What is used of it; the compiler's libraries declare it for browsers only. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

let configured: GrammarFiles | undefined;
let parser: Parser | undefined;
let failure: Error | undefined;
let core: object = {};

// A microtask later, so that a bundle may call configureGrammar first; no top-level await, since require() forbids it.
const loading = Promise.resolve().then(load);
loading.catch((error: unknown) => {
  failure = error instanceof Error ? error : new Error(String(error));
});

async function load(): Promise<void> {
  await Parser.init({ instantiateWasm: instantiateNow });
  const made = new Parser();
  made.setLanguage(Language.loadSync(new WebAssembly.Module(readFileSync(grammarPath()))));
  parser = made;
}

/** Synchronous on purpose: an asynchronous compilation could end after ESLint has asked for the first parse. */
function instantiateNow(imports: object, done: (instance: object, module: object) => void): object {
  const module = new WebAssembly.Module(readFileSync(corePath()));
  const instance = new WebAssembly.Instance(module, imports);
  useFastCursor((core = instance.exports));
  done(instance, module);
  return instance.exports;
}

function corePath(): string {
  return (
    configured?.coreWasm ?? resolvePackaged('web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm')
  );
}

function grammarPath(): string {
  return configured?.grammarWasm ?? resolvePackaged('tree-sitter-c.wasm', 'tree-sitter-c/tree-sitter-c.wasm');
}

/** Beside this module (a bundle), in `../grammar` (the published package), else in `node_modules` (the sources). */
function resolvePackaged(file: string, specifier: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const beside = [join(here, file), join(here, '../grammar', file)].find((path) => existsSync(path));
  return beside ?? createRequire(import.meta.url).resolve(specifier);
}
