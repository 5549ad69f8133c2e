import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Histogram } from '@opentelemetry/sdk-metrics';
import { describe, expect, it } from 'vitest';
import {
  InterruptedError,
  WaitEntry,
  WaitQueue,
  finishWait,
  prepareToWait,
  waitEvent,
  waitEventExclusive,
  waitEventInterruptible,
  waitEventTimeout,
  wakeUp,
  wakeUpAll,
} from 'waitq';
import { publishMetrics } from 'waitq/otel';
import { SimpleWaitQueue, swaitEvent, swakeUp } from 'waitq/swait';
import * as shared from 'waitq/threads';
import { SharedWaitQueue } from 'waitq/threads';
import { publish } from './otel/publish.js';
import { settle } from './turns.js';

describe('what it publishes', () => {
  it('counts wake-ups, and those that found nobody', async () => {
    const { point } = publish();
    const queue = new WaitQueue('counted');
    wakeUp(queue);
    const box = { full: false };
    const done = waitEvent(queue, () => box.full);
    wakeUp(queue);
    await settle();
    box.full = true;
    wakeUp(queue);
    await done;
    expect(await point('waitq.waits', 'counted')).toBe(1);
    expect(await point('waitq.wakeups', 'counted')).toBe(3);
    expect(await point('waitq.wakeups_of_nobody', 'counted')).toBe(1);
    expect(await point('waitq.spurious_wakeups', 'counted')).toBe(1);
    expect(await point('waitq.timeouts', 'counted')).toBe(0);
  });

  it('shows the depth of the moment, of simple queues as well', async () => {
    const { point } = publish();
    const [full, simple] = [new WaitQueue('deep'), new SimpleWaitQueue('deep')];
    const box = { full: false };
    const waits = [1, 2, 3].map(() => waitEventExclusive(full, () => box.full));
    waits.push(swaitEvent(simple, () => box.full));
    await settle();
    expect(await point('waitq.queue.depth', 'deep')).toBe(3);
    expect(await point('waitq.queue.depth', 'deep', 'simple')).toBe(1);
    box.full = true;
    wakeUpAll(full);
    swakeUp(simple);
    await Promise.all(waits);
    expect(await point('waitq.queue.depth', 'deep')).toBe(0);
    expect(await point('waitq.queue.depth', 'deep', 'simple')).toBe(0);
  });

  it('measures how long waits took, in seconds, and how they ended', async () => {
    const { durations } = publish();
    const queue = new WaitQueue('timed');
    const abort = new AbortController();
    const box = { full: false };
    const held = waitEvent(queue, () => box.full);
    const interrupted = waitEventInterruptible(queue, () => false, { signal: abort.signal });
    let throws = false;
    const broken = waitEvent(queue, () => {
      if (throws) throw new Error('broken condition');
      return false;
    });
    const entry = new WaitEntry();
    prepareToWait(queue, entry);
    // Begun last, so that no wait is shorter than its time.
    const late = waitEventTimeout(queue, () => false, 30);
    expect(await late).toBe(0);
    abort.abort();
    await expect(interrupted).rejects.toBeInstanceOf(InterruptedError);
    finishWait(queue, entry);
    throws = box.full = true;
    wakeUp(queue);
    await expect(broken).rejects.toThrow('broken condition');
    await held;
    const outcomes = await durations('timed');
    expect(Object.keys(outcomes).sort()).toEqual(['condition', 'error', 'interrupt', 'left', 'timeout']);
    for (const { count, sum } of Object.values(outcomes)) {
      expect(count).toBe(1);
      expect(sum).toBeGreaterThanOrEqual(0.025);
      expect(sum).toBeLessThan(30);
    }
  });

  it('counts every wait of a burst, and times those that are recorded', async () => {
    const { points, point } = publish();
    const queue = new WaitQueue('burst');
    const rounds = 50_000;
    for (let round = 0; round < rounds; round++) {
      let full = false;
      const done = waitEvent(queue, () => full);
      full = true;
      wakeUp(queue);
      await done;
    }
    const [burst] = (await points('waitq.wait.duration')).filter(
      ({ attributes }) => attributes['waitq.queue.name'] === 'burst',
    );
    const { count, buckets } = burst?.value as Histogram;
    expect(count).toBeGreaterThanOrEqual(1000);
    expect(count).toBeLessThanOrEqual(rounds);
    expect(buckets.boundaries[0]).toBe(0.0001);
    expect(await point('waitq.waits', 'burst')).toBe(rounds);
  });

  it('does not count a wait that was over at once', async () => {
    const { points, point } = publish();
    const queue = new WaitQueue('at once');
    await waitEvent(queue, () => true);
    expect(await point('waitq.waits', 'at once')).toBe(0);
    const durations = await points('waitq.wait.duration');
    expect(durations.map(({ attributes }) => attributes['waitq.queue.name'])).not.toContain('at once');
  });
});

describe('whose it is', () => {
  it('sums up queues of one name, and keeps what those counted that are no more', async () => {
    const { point } = publish();
    for (let turn = 0; turn < 600; turn++) wakeUp(new WaitQueue('fleeting'));
    expect(await point('waitq.wakeups', 'fleeting')).toBe(600);
    await allocateUntilCollected();
    expect(await point('waitq.wakeups', 'fleeting')).toBe(600);
    wakeUp(new WaitQueue('fleeting'));
    expect(await point('waitq.wakeups', 'fleeting')).toBe(601);
  });

  it('counts a shared queue once, however often it is attached', async () => {
    const { point } = publish();
    const queue = SharedWaitQueue.create({ name: 'shared' });
    const again = SharedWaitQueue.attach(structuredClone(queue.handle));
    const abort = new AbortController();
    const waiting = shared.waitEventInterruptible(queue, () => false, { signal: abort.signal });
    await settle();
    shared.wakeUp(again);
    await settle();
    expect(await point('waitq.queue.depth', 'shared', 'shared')).toBe(1);
    expect(await point('waitq.wakeups', 'shared', 'shared')).toBe(1);
    expect(await point('waitq.spurious_wakeups', 'shared', 'shared')).toBe(1);
    abort.abort();
    await expect(waiting).rejects.toBeInstanceOf(Error);
    expect(await point('waitq.queue.depth', 'shared', 'shared')).toBe(0);
    expect(await point('waitq.interrupts', 'shared', 'shared')).toBe(1);
    expect(await point('waitq.wakeups_of_nobody', 'shared', 'shared')).toBe(0);
    shared.wakeUp(again);
    expect(await point('waitq.wakeups_of_nobody', 'shared', 'shared')).toBe(1);
    expect(await point('waitq.wakeups', 'shared', 'shared')).toBe(2);
  });

  it('tells so many names apart and no more', async () => {
    const { points, point } = publish({ maxNames: 3, only: ({ name }) => /^(?:request|$)/.test(name) });
    for (const name of ['', 'request 1', 'request 2', 'request 3', 'request 4']) wakeUp(new WaitQueue(name));
    const wakeUps = await points('waitq.wakeups');
    const byName = wakeUps.map(({ attributes, value }) => [attributes['waitq.queue.name'], value]);
    expect(Object.fromEntries(byName)).toMatchObject({
      '(unnamed)': expect.any(Number) as number,
      '(other)': 2,
    });
    expect(byName).toHaveLength(4);
    expect(await point('waitq.wakeups', 'request 2')).toBe(1);
  });

  it('leaves out what is not wanted', async () => {
    const { points } = publish({ only: ({ name, kind }) => name === 'wanted' && kind === 'full' });
    wakeUp(new WaitQueue('wanted'));
    wakeUp(new WaitQueue('not wanted'));
    swakeUp(new SimpleWaitQueue('wanted'));
    const wakeUps = await points('waitq.wakeups');
    expect(wakeUps.map(({ attributes }) => attributes)).toEqual([
      { 'waitq.queue.name': 'wanted', 'waitq.queue.kind': 'full' },
    ]);
  });
});

describe('beginning and end', () => {
  it('publishes nothing after stop, while another goes on', async () => {
    const first = publish();
    const second = publish();
    const queue = new WaitQueue('stopped');
    wakeUp(queue);
    first.stop();
    first.stop();
    const done = waitEventTimeout(queue, () => false, 1);
    await done;
    expect(await first.metrics()).toEqual([]);
    expect(await second.point('waitq.timeouts', 'stopped')).toBe(1);
    const durations = await second.points('waitq.wait.duration');
    expect(durations.filter(({ attributes }) => attributes['waitq.queue.name'] === 'stopped')).toHaveLength(
      1,
    );
  });

  it.each([0, 1.5, Number.NaN])('refuses maxNames %s', (maxNames) => {
    expect(() => publishMetrics({ maxNames })).toThrow(RangeError);
  });

  it('is loaded by nothing else of the package', () => {
    const source = fileURLToPath(new URL('../../runtime/src/', import.meta.url));
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    const loading = files.filter((name) =>
      /from '(?:@opentelemetry|[./]+\/otel\/)/.test(readFileSync(join(source, name), 'utf8')),
    );
    expect(loading.length).toBeGreaterThan(0);
    expect(loading.filter((name) => dirname(name) !== 'otel')).toEqual([]);
  });

  it('does not even watch when nobody takes the metrics', () => {
    const program = `
      import { WaitQueue } from 'waitq';
      import { publishMetrics } from 'waitq/otel';
      import { diag } from '@opentelemetry/api';
      diag.setLogger({ warn: console.log, error() {}, info() {}, debug() {}, verbose() {} });
      publishMetrics().stop();
      new WaitQueue('unwatched');
      console.log(globalThis[Symbol.for('waitq.inspect')].snapshot().recordingSince);`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^waitq\/otel: there is no meter provider.*\nundefined\n$/);
  });
});

describe('the page', () => {
  const page = readFileSync(new URL('../../runtime/docs/otel.md', import.meta.url), 'utf8');

  it('shows what Prometheus scrapes from its example', async () => {
    const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
    const [, shown = ''] = /```\n(# HELP.*?)```/s.exec(page) ?? [];
    const program = `${example.replace('9464', '0')}
      import { once } from 'node:events';
      import { WaitQueue, waitEvent, wakeUp } from 'waitq';
      const [arrived, mail] = [new WaitQueue('mail'), { letters: 0 }];
      wakeUp(arrived);
      const read = waitEvent(arrived, () => mail.letters > 0);
      setTimeout(() => {
        mail.letters++;
        wakeUp(arrived);
      }, 20);
      await read;
      void waitEvent(arrived, () => mail.letters > 1);
      if (!exporter._server.listening) await once(exporter._server, 'listening');
      const answer = await fetch('http://127.0.0.1:' + exporter._server.address().port + '/metrics');
      console.log(await answer.text());
      process.exit();`;
    const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(comparable(stdout)).toEqual(comparable(shown));
  });

  it('lists every metric with its unit', async () => {
    const { metrics } = publish();
    await waitEventTimeout(new WaitQueue('listed'), () => false, 1);
    const published = (await metrics()).map(({ descriptor: { name, unit } }) => `${name} ${unit}`);
    const listed = [...page.matchAll(/^\| `(waitq\.[\w.]+)` \| \w+ \| `(.+?)` \|/gm)];
    expect(listed.map(([, name, unit]) => `${name} ${unit}`).sort()).toEqual(published.sort());
  });
});

/** Without what differs from run to run: the target, and into which of the middle buckets a wait of 20 ms or more falls. */
function comparable(scrape: string): string[] {
  const lines = scrape.split('\n').filter((line) => line !== '' && !line.includes('target_info'));
  return lines.map((line) => line.replace(/(_sum\{.*|le="(?:0\.05|0\.1|0\.5|1|5)"\}) .*/, '$1'));
}

/** Lets the garbage collector run: without its flag, it comes with enough garbage and enough turns. */
async function allocateUntilCollected(): Promise<void> {
  let collected = false;
  const registry = new FinalizationRegistry(() => (collected = true));
  registry.register({}, undefined);
  while (!collected) {
    Array.from({ length: 100_000 }, () => ({}));
    await settle();
  }
}
