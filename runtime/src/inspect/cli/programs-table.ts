import type { Endpoint } from '../endpoint.js';
import { formatAge } from './format.js';
import { formatTable } from './table.js';

/** The programs that can be watched, as text. */
export function programsTable(programs: readonly Endpoint[], now = Date.now()): string {
  const rows = programs.map(({ program }) => [
    program.threadId === 0 ? `${program.pid}` : `${program.pid}/${program.threadId}`,
    program.name,
    formatAge(now - program.startedAt),
    program.engine,
    program.version,
    program.writable ? 'yes' : 'no',
  ]);
  const columns = [
    { title: 'PID', right: true },
    { title: 'PROGRAM' },
    { title: 'RUNNING', right: true },
    { title: 'ENGINE' },
    { title: 'WAITQ' },
    { title: 'WRITABLE' },
  ];
  return formatTable(columns, rows).join('\n');
}
