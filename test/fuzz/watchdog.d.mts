import type { Input } from './judge.mjs';

export interface Watchdog {
  readonly judge: (input: Input) => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

export function createWatchdog(file?: URL, patience?: number): Watchdog;
