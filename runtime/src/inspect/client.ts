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
export { createFindingLog } from './finding-log.js';
export type { FindingLog, RecordedFindings } from './finding-log.js';
export { readRecording, recordingOf } from './recordings.js';
export { RequestFailure } from './json-rpc.js';
export { saidOnce, sharedThings, sharedWaiters } from './shared-things.js';
export type { SharedThing, SharedWaiter, Standing, Telling, WaiterTelling } from './shared-things.js';
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
  /**
   * Settles when the connection has ended, by `close`, by the program's end, or because the program lets this client go:
   * with the reason, where the program gave one.
   */
  readonly closed: Promise<string | undefined>;
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
/** Bytes. */
const MAX_GOODBYE = 1000;

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
  let reason: string | undefined;
  const closed = new Promise<string | undefined>((resolve) => socket.once('close', () => resolve(reason)));
  const guard = new FrameGuard(LIMITS);
  const places = createSourcePlaces();
  await connected(socket);
  const close = (): void => void socket.destroy();
  guard.on('error', close);
  // The end of the connection overtakes messages that wait for their turn: so this one is read as it comes.
  guard.on('data', (frame: Buffer) => {
    reason ??= reasonIn(frame);
    if (reason !== undefined) close();
  });
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
    if (socket.destroyed) ended(reason);
    try {
      return places.putInto(await channel.request(method, params)) as never;
    } catch (error) {
      if (socket.destroyed) ended(reason);
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

function ended(reason: string | undefined): never {
  throw new Error(
    reason === undefined
      ? 'The program has ended, or has closed the connection'
      : `The program has closed the connection: ${reason}`,
  );
}

/** Why the program lets this client go; `undefined` for a frame that says something else. */
function reasonIn(frame: Buffer): string | undefined {
  if (frame.length > MAX_GOODBYE || !frame.includes('"waitq/goodbye"')) return undefined;
  try {
    const { method, params } = JSON.parse(frame.toString('utf8', frame.indexOf('{'))) as Told;
    return method === 'waitq/goodbye' && typeof params?.reason === 'string' ? params.reason : undefined;
  } catch {
    return undefined; // whatever listens on a socket may say anything
  }
}

interface Told {
  readonly method?: unknown;
  readonly params?: { readonly reason?: unknown } | null;
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
