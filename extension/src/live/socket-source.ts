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

/** Milliseconds: a program says ten times a second what has happened. */
const toldWithin = 200;

/** Milliseconds between looks for what is wrong. */
const lintsEvery = 2000;

/** Connects to a running program and tells the hub what it says. The hub says if that fails. */
export function attach({ id, name, path }: Address, hub: LiveHub, onEnd: () => void): Attachment {
  let client: Client | undefined;
  let isClosed = false;
  let evaluate = false;

  async function resync(): Promise<void> {
    const snapshot = await client?.request('waitq/subscribe', { places: true });
    if (snapshot) hub.hear(id, { snapshot });
  }
  async function lint(): Promise<void> {
    const findings: readonly Finding[] | undefined = await client?.request('waitq/lints', { evaluate });
    if (findings) hub.hear(id, { findings });
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
      const now = await client?.request('waitq/snapshot').catch(() => undefined);
      await delay(toldWithin);
      return now?.at;
    },
  };

  async function run(): Promise<void> {
    client = await connect(path);
    if (isClosed) return client.close();
    client.onDelta((delta) => {
      if (!hub.hear(id, { delta })) void resync().catch(() => undefined);
    });
    await resync();
    const timer = setInterval(() => void lint().catch(() => undefined), lintsEvery);
    void lint().catch(() => undefined);
    await client.closed;
    clearInterval(timer);
    end();
  }

  function end(): void {
    if (isClosed) return;
    isClosed = true;
    hub.end(id);
    onEnd();
  }

  hub.add(source);
  hub.setStatus(id, 'connecting');
  run().catch((error: unknown) => hub.fail(id, messageOf(error)));
  return {
    id,
    close() {
      client?.close();
      end();
    },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
