import type { Socket } from 'node:net';
import { PassThrough, Writable } from 'node:stream';
import { FrameGuard } from './frames.js';
import type { Hub } from './hub.js';
import { openChannel } from './json-rpc.js';
import { later } from './later.js';
import { leftBesideStreams } from './left-to-run.js';
import { limits } from './limits.js';
import type { Goodbye } from './protocol.js';
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
/** Whoever is let go has so long to read why and to leave (milliseconds): an end at once would overtake the reason. */
const FAREWELL = 500;

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
  let isLetGo = false;
  /** Reads no more, so that whoever goes on writing costs nothing, and says why if that can be said at once. */
  const letGo = (reason: string): void => {
    if (isLetGo) return;
    isLetGo = true;
    clearInterval(watchdog);
    requests.close();
    socket.unpipe(guard);
    socket.pause();
    if (socket.writableLength >= MAX_UNREAD) return end();
    later(end, FAREWELL);
    void channel.notify('waitq/goodbye', { reason } satisfies Goodbye);
  };
  const requests = createRequests(hub, {
    canTake: () => socket.writableLength < MAX_UNREAD,
    delta: (delta) => void channel.notify('waitq/delta', delta),
  });
  const channel = openChannel(guard, unbuffered(socket), {
    onRequest(method, params) {
      if (isLetGo) return null;
      if (socket.writableLength < MAX_UNREAD) return requests.answer(method, params);
      end();
      return null;
    },
    onNotification: () => {},
    onError: (error) => letGo(error.message),
  });
  const watchdog = setInterval(watch, WATCH_INTERVAL);
  watchdog.unref();
  socket.once('close', end);
  guard.once('error', (error) => letGo(error.message));
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
    if (isStalled) end();
    else if (isSilent) letGo(`no waitq/hello within ${PATIENCE / 1000} s`);
    else if (isPartial) letGo(`half a frame for ${PATIENCE / 1000} s`);
  }
}

/** Says why there is no place for this client, and takes nothing from it. */
export function refuseClient(socket: Socket, reason: string): void {
  const end = (): void => {
    channel.close();
    socket.destroy();
  };
  const channel = openChannel(new PassThrough(), unbuffered(socket), {
    onRequest: () => null,
    onNotification: () => {},
    onError: end,
  });
  socket.once('close', end);
  later(end, FAREWELL);
  void channel.notify('waitq/goodbye', { reason } satisfies Goodbye);
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
