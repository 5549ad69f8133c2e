import { setTimeout as delay } from 'node:timers/promises';
import { connect, type Client } from 'waitq/inspect/client';
import type { LiveHub } from './hub.js';
import type { Finding } from './snapshot.js';
import type { Source } from './source.js';

/** How to reach a running program that has opened a socket for its user. */
export interface Address {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

/** A connection that is there until it is closed or the program ends. */
export interface Attachment {
  readonly id: string;
  close(): void;
}

/** Milliseconds between looks for what is wrong. */
const lintsEvery = 2000;
/** Milliseconds until a program that says nothing counts as lost. */
const patience = 5000;
/** Milliseconds. */
const retryAfter = 1000;

/** Connects to a running program and tells the hub what it says. The hub says if that fails. */
export function attach(address: Address, hub: LiveHub, onEnd: () => void): Attachment {
  const { id } = address;
  const connection = createConnection(address, hub);
  let isClosed = false;

  /**
   * A connection may break while the program runs on, and a program that does not answer may do so later; only where
   * nobody listens any more, it has ended.
   */
  async function run(): Promise<void> {
    while (!isClosed) {
      try {
        await connection.follow();
      } catch (error) {
        const wasHeard = hub.model.programs.get(id)?.sequence !== undefined;
        if (isGone(error) && wasHeard) return end();
        hub.fail(id, messageOf(error));
        if (isGone(error)) return;
        await delay(retryAfter);
      }
    }
  }

  function end(): void {
    if (isClosed) return;
    isClosed = true;
    connection.close();
    hub.end(id);
    onEnd();
  }

  hub.add(connection.source);
  hub.setStatus(id, 'connecting');
  void run();
  return { id, close: end };
}

interface Connection {
  readonly source: Source;
  /** Connects, and settles when the connection has ended. */
  follow(): Promise<void>;
  /** For good. */
  close(): void;
}

function createConnection({ id, name, path }: Address, hub: LiveHub): Connection {
  let client: Client | undefined;
  let isClosed = false;
  let evaluate = false;

  async function resync(): Promise<void> {
    const snapshot = await client?.request('waitq/subscribe', { places: true });
    if (snapshot) hub.hear(id, { snapshot });
  }

  async function lint(): Promise<void> {
    let isLate = false;
    const late = setTimeout(() => {
      isLate = true;
      hub.fail(id, 'It does not answer. Its thread may be blocked.');
    }, patience);
    try {
      const findings: readonly Finding[] | undefined = await client?.request('waitq/lints', { evaluate });
      if (isLate) await resync();
      if (findings) hub.hear(id, { findings });
    } finally {
      clearTimeout(late);
    }
  }

  async function lintWhile(isOpen: () => boolean): Promise<void> {
    while (isOpen()) {
      // A program that has no time for it now is asked again.
      await lint().catch(() => undefined);
      await delay(lintsEvery);
    }
  }

  const source: Source = {
    id,
    name,
    async refresh(wanted) {
      if (!wanted) return;
      evaluate = true;
      await lint();
    },
    resync,
    locate: async (waiter) => (await client?.request('waitq/locate', { waiter })) ?? undefined,
    async evaluate(waiter, force) {
      try {
        return (await client?.request('waitq/evaluate', { waiter, force })) ?? 'It is not connected.';
      } catch (error) {
        return messageOf(error);
      }
    },
    async catchUp() {
      // What has happened before it is told before it.
      const now = await client?.request('waitq/snapshot').catch(() => undefined);
      return now?.at;
    },
  };

  return {
    source,
    async follow() {
      const own = (client = await connect(path));
      if (isClosed) return own.close();
      own.onDelta((delta) => {
        if (!hub.hear(id, { delta })) void resync().catch(() => undefined);
      });
      await resync();
      void lintWhile(() => client === own);
      await own.closed;
      client = undefined;
    },
    close() {
      isClosed = true;
      client?.close();
    },
  };
}

function isGone(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ECONNREFUSED')
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
