import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { OneShown } from '../../../runtime/src/inspect/cli/inspect/shown-program.js';
import { inspectFolder } from '../../../runtime/src/inspect/endpoint.js';
import { openChannel } from '../../../runtime/src/inspect/json-rpc.js';
import type { ToPage } from '../../../runtime/src/inspect/page/messages.js';
import { programNow } from '../../../runtime/src/inspect/program.js';
import { protocolVersion } from '../../../runtime/src/inspect/protocol.js';
import { until } from './program.js';

const program = { ...programNow(), name: 'dying.mjs' };
const path = join(inspectFolder(), 'dying.sock');

/** A program that answers the first question for what looks wrong, and ends over the second. */
async function startDying(): Promise<void> {
  let looks = 0;
  const server = createServer((socket) => {
    const answer = (method: string): unknown => {
      if (method === 'waitq/hello') return { protocol: protocolVersion, program, limits: {} };
      if (method === 'waitq/subscribe') return { version: 1, sequence: 1, at: 0, queues: [] };
      if (++looks === 1) return [];
      socket.destroy();
      return new Promise(() => {});
    };
    const nothing = (): void => {};
    openChannel(socket, socket, { onRequest: answer, onNotification: nothing, onError: nothing });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => void server.close());
}

it('a program that ends while it is asked what looks wrong is lost, and that is all', async () => {
  await startDying();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const heard: ToPage[] = [];
  const shown = new OneShown(
    { path, program },
    (message) => heard.push(message),
    () => {},
  );
  await shown.connect();
  expect(heard.map(({ type }) => type)).toEqual(['snapshot', 'findings']);
  vi.advanceTimersToNextTimer();
  await until(() => shown.shown.status === 'lost');
  expect(shown.shown.detail).toBe('the connection has ended');
});
