import type { Socket } from 'node:net';
import { FrameGuard } from './frames.js';
import type { Hub } from './hub.js';
import { openChannel } from './json-rpc.js';
import { limits } from './limits.js';
import { createRequests } from './requests.js';

/** How long a client may take for the rest of a frame, and for its first request (milliseconds). */
const PATIENCE = 10_000;
/** Bytes that may wait for a client to read them; more is not written but told as dropped. */
const MAX_UNREAD = 4 * 1024 * 1024;
/** A client that reads nothing for so long is let go (milliseconds). */
const MAX_STALL = 30_000;

/** Answers one client until it goes, or breaks a limit. */
export function serveClient(hub: Hub, socket: Socket): void {
  const guard = new FrameGuard({
    maxBytes: limits.maxRequestBytes,
    maxPerSecond: limits.maxRequestsPerSecond,
  });
  const end = (): void => {
    clearInterval(watchdog);
    requests.close();
    channel.close();
    socket.destroy();
  };
  const requests = createRequests(hub, {
    canTake: () => socket.writableLength < MAX_UNREAD,
    delta: (delta) => channel.notify('waitq/delta', delta),
  });
  const channel = openChannel(guard, socket, {
    onRequest(method, params) {
      if (socket.writableLength < MAX_UNREAD) return requests.answer(method, params);
      end();
      return null;
    },
    onNotification: () => {},
    onError: end,
  });
  const watchdog = setInterval(watch, PATIENCE / 4);
  watchdog.unref();
  socket.once('close', end);
  guard.once('error', end);
  socket.pipe(guard);

  let partialSince = 0;
  let stalledSince = 0;
  let written = 0;
  const openedAt = Date.now();
  function watch(): void {
    const now = Date.now();
    partialSince = guard.isPartial ? partialSince || now : 0;
    if (socket.writableLength === 0 || socket.bytesWritten !== written) stalledSince = now;
    written = socket.bytesWritten;
    const isSilent = !requests.wasGreeted && now - openedAt > PATIENCE;
    const isPartial = partialSince > 0 && now - partialSince > PATIENCE;
    if (isSilent || isPartial || now - stalledSince > MAX_STALL) end();
  }
}
