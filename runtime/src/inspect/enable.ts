/** Whether to watch this program is asked once, by its first queue: what is not asked for costs nothing. */

import { watch } from '../attention.js';

interface NodeModule {
  createRequire(from: string): (id: string) => unknown;
}

interface NodeProcess {
  readonly env?: Record<string, string | undefined>;
  readonly stderr?: { write(text: string): void };
  getBuiltinModule?(name: 'node:inspector'): { url?(): string | undefined } | undefined;
  getBuiltinModule?(name: 'node:module'): NodeModule | undefined;
}

let asked = false;

/** Begins to watch if the environment or a debugger asks for it; asked by each queue, answered once. */
export function watchIfAsked(): void {
  if (asked) return;
  asked = true;
  const { env, stderr, getBuiltinModule } = nodeProcess();
  if (env?.['WAITQ_REPORT']) load('../report/index.js');
  if (env?.['WAITQ_INSPECT'] && env['WAITQ_INSPECT'] !== '0') {
    if (!load('./on.js') && !watch)
      stderr?.write(`waitq: WAITQ_INSPECT has no effect in a bundle: import 'waitq/inspect/on' first\n`);
  } else if (env?.['VSCODE_INSPECTOR_OPTIONS'] || getBuiltinModule?.('node:inspector')?.url?.()) watchNow();
}

/** This thread is looked after by other means, whatever the environment says. */
export function askNobody(): void {
  asked = true;
}

/** Begins to watch, and tells whether it could: in a bundle the program has to bring the watch along. */
export function watchNow(): boolean {
  const start = watch ? undefined : (load('./start.js') as { startWatching(): void } | undefined);
  start?.startWatching();
  return watch !== undefined;
}

/**
 * At once, so that the first wait is not missed, and by its address, so that no bundler takes it along.
 */
function load(file: string): unknown {
  try {
    return nodeProcess()
      .getBuiltinModule?.('node:module')
      ?.createRequire(import.meta.url)(file);
  } catch {
    return undefined;
  }
}

function nodeProcess(): NodeProcess {
  return (globalThis as { process?: NodeProcess }).process ?? {};
}
