import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

function run(sample: string): string {
  const script = fileURLToPath(new URL('../../samples/run.mjs', import.meta.url));
  const { stdout, stderr, status } = spawnSync(process.execPath, [script, sample], { encoding: 'utf8' });
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout;
}

it('io-daemon works off the requests and ends by its signal', () => {
  expect(run('io-daemon').split('\n')).toEqual([
    'done: read block 7',
    'done: write block 9',
    'done: read block 12',
    expect.stringContaining('got SIGKILL'),
    '',
  ]);
});

it('lost-wakeup hangs twice and then does not', () => {
  const [sleepOn, late, waitEvent] = run('lost-wakeup').split('\n');
  expect(sleepOn).toMatch(/^withSleepOn: hangs/);
  expect(late).toMatch(/^withLateRegistration: hangs/);
  expect(waitEvent).toBe("withWaitEvent: received 'hello'");
});

it('missing-finish leaves an entry behind that swallows the wake-up', () => {
  const [left, starved, clean, woken] = run('missing-finish').split('\n');
  expect(left).toMatch(/entry is still on the queue/);
  expect(starved).toMatch(/sleeps on although there is a byte/);
  expect(clean).toMatch(/entry is not on the queue/);
  expect(woken).toMatch(/was woken/);
});

it('wrong-queue is refused or hangs, on the queue it is heard', () => {
  const lines = run('wrong-queue').split('\n');
  expect(lines.map((line) => /refused|hangs|heard/.exec(line)?.[0])).toEqual([
    'refused',
    'refused',
    'hangs',
    'heard',
    undefined,
  ]);
});
