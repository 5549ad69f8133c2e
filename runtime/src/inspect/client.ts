/** `waitq/inspect/client`: finds the programs of this user that may be watched, and asks them. */

import { connect as connectSocket } from 'node:net';
import type { Socket } from 'node:net';
import { FrameGuard } from './frames.js';
import { openChannel } from './json-rpc.js';
import type { Hello, Notifications, Requests } from './protocol.js';
import { protocolVersion } from './protocol.js';
import { createSourcePlaces } from './source-places.js';

export type { Endpoint } from './endpoint.js';
export { inspectFolder } from './endpoint.js';
export { runningPrograms } from './programs.js';
export { readRecording, recordingOf } from './recordings.js';
export { RequestFailure } from './json-rpc.js';
export { createSourcePlaces } from './source-places.js';
export type { SourcePlaces } from './source-places.js';

/** A connection to one program. */
export interface Client {
  /** What the program said of itself. */
  readonly hello: Hello;
  /** Rejects with an Error whose `code` is one of `errorCodes`, or when the connection ends. */
  request<Method extends keyof Requests>(
    method: Method,
    ...params: ParamsOf<Method>
  ): Promise<Requests[Method]['result']>;
  /** Calls the listener for each delta of the subscription; answers what takes it off again. */
  onDelta(listener: (delta: Notifications['waitq/delta']) => void): () => void;
  /** Settles when the connection has ended, by `close`, by the program, or by its end. */
  readonly closed: Promise<void>;
  close(): void;
}

type ParamsOf<Method extends keyof Requests> = undefined extends Requests[Method]['params']
  ? []
  : object extends Requests[Method]['params']
    ? [params?: Requests[Method]['params']]
    : [params: Requests[Method]['params']];

/** What a program may send at once: its snapshots and recordings are as large as it is. */
const LIMITS = { maxBytes: 512 * 1024 * 1024, maxPerSecond: 10_000 };
/** Milliseconds. */
const PATIENCE = 5000;

/**
 * Connects to a program: `path` is what `runningPrograms` lists. Places it tells are those in the source, where a
 * source map leads there.
 *
 * @throws Error when nobody listens there or nobody answers within 5 s; one with the code `wrong-version` of
 *   `errorCodes` when the program speaks another version
 */
export async function connect(path: string): Promise<Client> {
  const socket = connectSocket(path);
  const listeners = new Set<(delta: Notifications['waitq/delta']) => void>();
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const guard = new FrameGuard(LIMITS);
  const places = createSourcePlaces();
  await connected(socket);
  const close = (): void => void socket.destroy();
  guard.on('error', close);
  const channel = openChannel(socket.pipe(guard), socket, {
    onRequest: () => null,
    onNotification: (method, params) => {
      if (method !== 'waitq/delta') return;
      const delta = places.putInto(params as Notifications['waitq/delta']);
      for (const listener of listeners) listener(delta);
    },
    onError: close,
  });
  void closed.then(() => channel.close());
  const request: Client['request'] = async (method, ...[params]) => {
    if (socket.destroyed) ended();
    try {
      return places.putInto(await channel.request(method, params)) as never;
    } catch (error) {
      if (socket.destroyed) ended();
      throw error;
    }
  };
  const hello = await inTime(socket, request('waitq/hello', { protocol: protocolVersion }));
  return {
    hello,
    request,
    onDelta(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    closed,
    close,
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('connect', () => {
      socket.off('error', reject);
      socket.on('error', () => socket.destroy());
      resolve();
    });
  });
}

function ended(): never {
  throw new Error('The program has ended, or has closed the connection');
}

async function inTime(socket: Socket, hello: Promise<Hello>): Promise<Hello> {
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    socket.destroy();
  }, PATIENCE);
  try {
    return await hello;
  } catch (error) {
    socket.destroy();
    throw isLate ? new Error('The program does not answer') : error;
  } finally {
    clearTimeout(timer);
  }
}
