import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

const SAMPLE_EVERY_MS = 100;

/**
 * Runs a command and measures it: `{ status, seconds, peakMB }`. Memory is the resident memory of the process and its
 * children together, sampled; null where /proc is missing. Standard output goes to the given file descriptor.
 */
export async function measure(command, args, { cwd, stdout = 'ignore' } = {}) {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', stdout, 'inherit'] });
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, residentMemory(child.pid))), SAMPLE_EVERY_MS);
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  return {
    status,
    seconds: (performance.now() - start) / 1000,
    peakMB: peak ? Math.round(peak / 1024) : null,
  };
}

/** Resident memory in kB of a process and all below it. */
function residentMemory(root) {
  if (!existsSync('/proc/self/status')) return 0;
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess);
  const below = new Set([root]);
  for (let grew = true; grew;) {
    const size = below.size;
    for (const { id, parent } of processes) if (below.has(parent)) below.add(id);
    grew = below.size > size;
  }
  return processes.reduce((sum, { id, kB }) => sum + (below.has(id) ? kB : 0), 0);
}

function readProcess(name) {
  try {
    const status = readFileSync(`/proc/${name}/status`, 'utf8');
    const number = (key) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { id: Number(name), parent: number('PPid'), kB: number('VmRSS') };
  } catch {
    return { id: Number(name), parent: 0, kB: 0 }; // It has ended since the listing.
  }
}
