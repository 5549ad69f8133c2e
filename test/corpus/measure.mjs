import { spawn } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

const SAMPLE_EVERY_MS = 100;
/** USER_HZ, the same on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/**
 * Runs a command and measures it: `{ status, seconds, processorSeconds, peakMB }`. Memory is the resident memory of the
 * process and its children together, processor time what all of them used; both are sampled, and null where /proc is
 * missing. Standard output goes to the given file descriptor.
 */
export async function measure(command, args, { cwd, stdout = 'ignore' } = {}) {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', stdout, 'inherit'] });
  let [peak, ticks] = [0, 0];
  const timer = setInterval(() => {
    const used = usedBy(child.pid);
    peak = Math.max(peak, used.kB);
    ticks = Math.max(ticks, used.ticks);
  }, SAMPLE_EVERY_MS);
  const status = await new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
  clearInterval(timer);
  return {
    status,
    seconds: (performance.now() - start) / 1000,
    processorSeconds: ticks ? ticks / TICKS_PER_SECOND : null,
    peakMB: peak ? Math.round(peak / 1024) : null,
  };
}

/** Resident memory in kB of a process and all below it, and the processor time of these and of those that have ended. */
function usedBy(root) {
  if (!existsSync('/proc/self/status')) return { kB: 0, ticks: 0 };
  const processes = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(readProcess);
  const below = new Set([root]);
  for (let grew = true; grew;) {
    const size = below.size;
    for (const { id, parent } of processes) if (below.has(parent)) below.add(id);
    grew = below.size > size;
  }
  const sum = (key) => processes.reduce((all, one) => all + (below.has(one.id) ? one[key] : 0), 0);
  return { kB: sum('kB'), ticks: sum('ticks') };
}

function readProcess(name) {
  try {
    const status = readFileSync(`/proc/${name}/status`, 'utf8');
    const number = (key) => Number(new RegExp(`^${key}:\\s*(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    return { id: Number(name), parent: number('PPid'), kB: number('VmRSS'), ticks: ticksOf(name) };
  } catch {
    return { id: Number(name), parent: 0, kB: 0, ticks: 0 }; // It has ended since the listing.
  }
}

/** Of the process and of those of its children that have ended: fields 14 to 17 of `stat`. */
function ticksOf(name) {
  const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
}
