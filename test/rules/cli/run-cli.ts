import { run, type ExitCode } from '../../../rules/src/cli/run.js';

/** What a run of the program gave. */
export interface Ran {
  readonly code: ExitCode;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process, on one thread. */
export async function runCli(args: readonly string[], stdin: string | Uint8Array = ''): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(['--concurrency=1', ...args], {
    readStdin: () => Promise.resolve(typeof stdin === 'string' ? Buffer.from(stdin) : stdin),
    write: (text) => out.push(text),
    complain: (text) => err.push(text),
  });
  return { code, out: out.join(''), err: err.join('') };
}

/** A file in each language with one finding of `no-sleep-on`, and one that is right. */
export const sleepOnC = `static DECLARE_WAIT_QUEUE_HEAD(q);
static int ready;

void wait_here(void)
{
	while (!ready)
		sleep_on(&q);
}
`;

export const sleepOnTs = `import { WaitQueue, sleepOn } from 'waitq';

const q = new WaitQueue('q');
let ready = false;

export async function waitHere(): Promise<void> {
  while (!ready) await sleepOn(q);
}

export function set(): void {
  ready = true;
}
`;

/** The mistaken call of the article: one finding with a fix. */
export const wrongAddressC = `static DECLARE_WAIT_QUEUE_HEAD(my_event);
static int event_present;

void wait_here(void)
{
	wait_event(&my_event, (event_present == 1) );
}
`;

export const rightC = `static DECLARE_WAIT_QUEUE_HEAD(q);
static int ready;

void wait_here(void)
{
	wait_event(q, ready);
}
`;
