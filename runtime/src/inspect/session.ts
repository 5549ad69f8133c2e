import type { Socket } from 'node:net';
import { Writable } from 'node:stream';
import { FrameGuard } from './frames.js';
import type { Hub } from './hub.js';
import { openChannel } from './json-rpc.js';
import { leftBesideStreams } from './left-to-run.js';
import { limits } from './limits.js';
import { createRequests } from './requests.js';

/** How long a client may take for the rest of a frame, and for its first request (milliseconds). */
const PATIENCE = 10_000;
/** Bytes that may wait for a client to read them; more is not written but told as dropped. */
const MAX_UNREAD = 4 * 1024 * 1024;
/** What nobody reads keeps a program alive, though its socket does not: for so long when nothing else does. */
const MAX_STALL_AT_END = 500;
/** How often that is looked at (milliseconds). */
const WATCH_INTERVAL = 250;
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
  const channel = openChannel(guard, unbuffered(socket), {
    onRequest(method, params) {
      if (socket.writableLength < MAX_UNREAD) return requests.answer(method, params);
      end();
      return null;
    },
    onNotification: () => {},
    onError: end,
  });
  const watchdog = setInterval(watch, WATCH_INTERVAL);
  watchdog.unref();
  socket.once('close', end);
  guard.once('error', end);
  socket.pipe(guard);

  let partialSince = 0;
  let stalledSince = Date.now();
  let written = 0;
  const openedAt = Date.now();
  function watch(): void {
    const now = Date.now();
    partialSince = guard.isPartial ? partialSince || now : 0;
    if (socket.writableLength === 0 || socket.bytesWritten !== written) stalledSince = now;
    written = socket.bytesWritten;
    const isStalled = now - stalledSince > (leftBesideStreams().length === 0 ? MAX_STALL_AT_END : MAX_STALL);
    const isSilent = !requests.wasGreeted && now - openedAt > PATIENCE;
    const isPartial = partialSince > 0 && now - partialSince > PATIENCE;
    if (isSilent || isPartial || isStalled) end();
  }
}

/** The connection writes one message after the other: what waits is to be seen on the socket and nowhere else. */
function unbuffered(socket: Socket): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      socket.write(chunk);
      done();
    },
  });
}
