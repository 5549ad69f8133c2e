import { describe, expect, it } from 'vitest';
import { run } from '../../../runtime/src/inspect/cli/run.js';
import { waitq } from './program.js';
import { createTerminal } from './terminal.js';

describe('a command line that makes no sense', () => {
  it.each([
    [['tip'], "there is no command 'tip'"],
    [['top', '--colour'], "Unknown option '--colour'"],
    [['top', '--list'], 'waitq top has no option --list'],
    [['inspect', '--once'], 'waitq inspect has no option --once'],
    [['top', '--interval', '5'], "--interval must be 100 to 3600000 milliseconds, not '5'"],
    [['top', '--view', 'stacks'], "--view must be waiters or queues, not 'stacks'"],
    [['top', '--sort', 'waits'], /--sort must be one of age, .* for waiters, not 'waits'/],
    [['inspect', '--port', '70000'], "--port must be a number from 0 to 65535, not '70000'"],
    [['top', 'one', 'two'], "'two' is one program too many"],
  ] as const)('%j ends with 2 and says why', async (args, why) => {
    const terminal = createTerminal();
    expect(await run(args, terminal.io, new URL('file:///nowhere/'))).toBe(2);
    expect(terminal.lines().join('')).toBe('');
    const { stderr } = terminal;
    expect(stderr.split('\n')[0]).toMatch(why);
    expect(stderr).toMatch(/^waitq: .*\nwaitq --help says how to call it\.\n$/);
  });
});

it('explains itself', () => {
  const { status, stdout } = waitq('--help');
  expect(status).toBe(0);
  for (const word of ['waitq top', 'waitq inspect', 'WAITQ_INSPECT=1', 'Exit codes'])
    expect(stdout).toContain(word);
  expect(stdout).toBe(waitq().stdout);
  expect(waitq('--version').stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
