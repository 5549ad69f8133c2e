import { version } from './package-version.js';
import type { Program } from './snapshot.js';

interface NodeProcess {
  readonly pid?: number;
  readonly argv?: readonly string[];
  readonly version?: string;
  readonly env?: Record<string, string | undefined>;
  getBuiltinModule?(name: 'node:worker_threads'): { threadId: number } | undefined;
}

let ownName: string | undefined;

/** What a thread of our own is called, in place of its file. */
export function callProgram(name: string): void {
  ownName = name;
}

/** This program, as it calls itself. */
export function programNow(): Program {
  const { process = {} as NodeProcess } = globalThis as { process?: NodeProcess };
  return {
    pid: process.pid ?? 0,
    threadId: process.getBuiltinModule?.('node:worker_threads')?.threadId ?? 0,
    name: ownName ?? nameOf(process),
    version,
    engine: process.version ? `node ${process.version.slice(1)}` : 'browser',
    startedAt: Math.round(performance.timeOrigin),
    writable: isWritable(),
  };
}

/** Whether the program lets those who watch it wake and signal. */
export function isWritable(): boolean {
  const { process } = globalThis as { process?: NodeProcess };
  return process?.env?.['WAITQ_INSPECT_WRITE'] === '1';
}

function nameOf({ argv = [] }: NodeProcess): string {
  const file = argv[1] ?? '';
  return file.split(/[/\\]/).at(-1) || 'node';
}
