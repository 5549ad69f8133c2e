import { columnsOf } from './top/columns.js';

/** Text of `--help`. */
export function helpText(): string {
  const keys = (view: 'waiters' | 'queues') =>
    columnsOf(view)
      .map(({ key }) => key)
      .join(', ');
  return `waitq: who sleeps on which queue of a running program

Usage: waitq top [PROGRAM] [options]       a table of queues and waiters
       waitq inspect [PROGRAM] [options]   a page with queues, waiters and timeline, for the browser

PROGRAM is a process id, PID/THREAD for a worker, or the name of the file it was started with; the only one
there is needs no naming. Programs that were started with WAITQ_INSPECT=1, or that
import 'waitq/inspect/on', can be watched, by their user only.

waitq top
      --view VIEW        waiters (default) or queues
  -s, --sort COLUMN      of waiters: ${keys('waiters')}
                         of queues: ${keys('queues')}
  -r, --reverse          the other way round
  -f, --filter TEXT      only rows with TEXT in them
  -i, --interval MS      how often to look (1000)
      --once             print one table of each kind and end; so it is when the output is no terminal
      --json             print one snapshot as JSON and end
  -e, --evaluate         also evaluate the conditions of sleepers that have no side effects, to find
                         those that hold: lost wake-ups
  -w, --wait             wait for the program to start

waitq inspect
  -l, --list             print the programs that can be watched and end
      --json             the same as JSON
  -p, --port N           port of the page (any that is free)

  -h, --help             show this text
  -v, --version          show the version

Exit codes: 0 done or left by the user, 1 no such program or it ended, 2 wrong command line.
`;
}
