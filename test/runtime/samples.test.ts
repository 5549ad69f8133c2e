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

it.each([
  [
    'timeout-leaves-queue',
    ['the hasty one has 0 ms left: out of time', 'the patient one got it: true; somebody queued: false'],
  ],
  ['cancel-one-waiter', ['second: cancelled, because the user left', 'first: got it', 'third: got it']],
  [
    'wait-until-free',
    [
      'display: the room is free',
      'cleaner: the room is free',
      'meeting 1: took the room',
      'the room is taken, one meeting still waits',
    ],
  ],
  ['priority', ['emergency is served', 'first is served', 'second is served']],
  [
    'who-waits',
    [
      'disk: reader sleeps interruptible, until () => disk.ready',
      'disk: writer sleeps uninterruptible, exclusive, until () => disk.ready',
    ],
  ],
])('%s does what it says', (sample, lines) => {
  expect(run(sample).trimEnd().split('\n')).toEqual(lines);
});
