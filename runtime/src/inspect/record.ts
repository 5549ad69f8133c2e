/** When and where a wait began: kept only while somebody may look, since a clock costs as much as a hand-off. */

import { setWaitNoter } from '../attention.js';

interface WaitNote {
  readonly since: number;
  readonly site: string;
}

const notes = new WeakMap<object, WaitNote>();
let checked = false;

/** Starts to note, if somebody watches this program; asked by each queue, answered once. */
export function recordIfWatched(): void {
  if (checked) return;
  checked = true;
  if (isWatched()) recordWaits();
}

/** From now on times and call sites are noted. */
export function recordWaits(): void {
  setWaitNoter((waiter, depth) => {
    notes.set(waiter, { since: Date.now(), site: callSite(new Error(), depth) });
  });
}

/** When the wait began (milliseconds since the epoch) and the call that began it, if that was recorded. */
export function noteOf(waiter: object): WaitNote | undefined {
  return notes.get(waiter);
}

interface NodeProcess {
  readonly env?: Record<string, string | undefined>;
  readonly getBuiltinModule?: (name: string) => { url?(): string | undefined } | undefined;
}

/** Whether a debugger is there (VS Code's announces itself in the environment) or records were asked for. */
function isWatched(): boolean {
  const { env, getBuiltinModule } = (globalThis as { process?: NodeProcess }).process ?? {};
  if (env?.['WAITQ_REPORT']) loadReport();
  if (env?.['WAITQ_INSPECT'] || env?.['WAITQ_REPORT'] || env?.['VSCODE_INSPECTOR_OPTIONS']) return true;
  return getBuiltinModule?.('node:inspector')?.url?.() !== undefined;
}

/** The first frame outside this package: `    at name (file:1:2)` or `    at file:1:2` → `file:1:2`. */
function callSite({ stack = '' }: Error, depth: number): string {
  const frames = stack.split('\n').slice(1);
  const own = /(?:\(|at )([^()]*\/)inspect\/record\.\w+:/.exec(frames[0] ?? '')?.[1];
  const frame = (own ? frames.find((line) => !line.includes(own)) : frames[depth + 1]) ?? '';
  return /\((.*)\)$/.exec(frame)?.[1] ?? frame.replace(/^\s*at (async )?/, '');
}

/** By its address, so that no bundler takes it along; a bundled program imports 'waitq/report' itself. */
function loadReport(): void {
  import(/* @vite-ignore */ new URL('../report/index.js', import.meta.url).href).catch(() => {});
}
