import type { Client } from '../../client.js';
import type { Endpoint } from '../../endpoint.js';
import type { ProgramStatus, Selection, ShownProgram, ToHost, ToPage } from '../../page/messages.js';
import type { LintsParams, Snapshot } from '../../protocol.js';
import { titleOf } from '../choose-program.js';
import { connectTo } from '../find-program.js';

type Message<Type extends ToHost['type']> = Extract<ToHost, { type: Type }>;

/** How often what looks wrong is looked for (milliseconds). */
const LINTS_EVERY = 2000;

/** One program on the page, from when it is first seen until it ends. */
export class OneShown {
  readonly id: string;
  readonly #endpoint: Endpoint;
  readonly #send: (message: ToPage) => void;
  readonly #changed: () => void;
  #status: ProgramStatus = 'connecting';
  #detail: string | undefined;
  #client: Client | undefined;
  #snapshot: Snapshot | undefined;
  #evaluates = false;
  #isRecording = false;
  #lints: ReturnType<typeof setInterval> | undefined;

  /** `changed` is called when its status has changed. */
  constructor(endpoint: Endpoint, send: (message: ToPage) => void, changed: () => void) {
    this.id = idOf(endpoint);
    this.#endpoint = endpoint;
    this.#send = send;
    this.#changed = changed;
  }

  get shown(): ShownProgram {
    const { program } = this.#endpoint;
    const detail = this.#detail;
    return {
      id: this.id,
      name: titleOf(program),
      status: this.#status,
      ...(detail && { detail }),
      ...(this.#isRecording && { isRecording: true }),
      program,
    };
  }

  get isOver(): boolean {
    return this.#status === 'ended';
  }

  get isConnected(): boolean {
    return this.#client !== undefined;
  }

  async connect(): Promise<void> {
    try {
      const client = await connectTo(this.#endpoint);
      this.#client = client;
      client.onDelta((delta) => {
        this.#send({ type: 'delta', program: this.id, delta });
      });
      void client.closed.then((reason) => this.#lost(client, reason));
      await this.resync();
      this.#become('live');
      this.#lints = setInterval(() => void this.lint().catch(unanswered), LINTS_EVERY);
      await this.lint();
    } catch (error) {
      this.#become('lost', (error as Error).message);
    }
  }

  /** Sends the whole picture; deltas go on from there. */
  async resync(): Promise<void> {
    this.#snapshot = await this.#client?.request('waitq/subscribe', { places: true });
    if (this.#snapshot) this.#send({ type: 'snapshot', program: this.id, snapshot: this.#snapshot });
  }

  async lint(params: LintsParams = {}): Promise<void> {
    this.#evaluates ||= params.evaluate ?? false;
    const findings = await this.#client?.request('waitq/lints', { ...params, evaluate: this.#evaluates });
    if (findings) this.#send({ type: 'findings', program: this.id, findings });
  }

  async evaluate({ waiter, force = false }: Message<'evaluate'>): Promise<void> {
    const answer = { type: 'evaluated', program: this.id, waiter } as const;
    try {
      const evaluation = await this.#client?.request('waitq/evaluate', { waiter, force });
      if (evaluation) this.#send({ ...answer, evaluation });
    } catch (error) {
      this.#send({ ...answer, problem: (error as Error).message });
    }
  }

  async record({ on }: Message<'record'>): Promise<void> {
    const recording = await this.#client?.request(on ? 'waitq/record/start' : 'waitq/record/stop');
    this.#isRecording = on && this.#client !== undefined;
    this.#changed();
    if (recording) this.#send({ type: 'recording', name: `${this.shown.name}, recorded`, recording });
  }

  /** Where a queue was made or a waiter waits, as a link that editors follow. */
  async open({ queue: queueId, waiter: waiterId }: Selection): Promise<void> {
    const { queues } = (await this.#client?.request('waitq/snapshot', { places: true })) ?? { queues: [] };
    const queue = queues.find(({ id }) => id === queueId);
    const waiter = queue?.waiters.find(({ id }) => id === waiterId);
    const place = waiterId === undefined ? queue?.location : (waiter?.place ?? undefined);
    const site = waiter?.site ?? (place && `${place.file}:${place.line}:${place.column}`);
    const path = site?.replace(/^file:\/\//, '');
    this.#send(
      path
        ? {
            type: 'notice',
            message: path,
            href: `vscode://file${path.startsWith('/') ? '' : '/'}${encodeURI(path)}`,
          }
        : { type: 'notice', message: 'Where that is in the source was not recorded.' },
    );
  }

  /** Nobody looks any more. */
  disconnect(): void {
    clearInterval(this.#lints);
    const client = this.#client;
    this.#client = undefined;
    // What a program records for somebody ends with the connection.
    this.#isRecording = false;
    client?.close();
    if (this.#status === 'live') this.#status = 'connecting';
  }

  /** It is not among those that run any more. */
  gone(): void {
    if (!this.#client) this.#become('ended');
  }

  #lost(client: Client, reason: string | undefined): void {
    if (this.#client !== client) return;
    this.disconnect();
    this.#become(
      'lost',
      reason === undefined ? 'the connection has ended' : `the program has closed the connection: ${reason}`,
    );
  }

  #become(status: ProgramStatus, detail?: string): void {
    if (this.#status === status && this.#detail === detail) return;
    [this.#status, this.#detail] = [status, detail];
    this.#changed();
  }
}

/** The program has no time left and is asked again, or it has ended, which is told otherwise. */
function unanswered(): void {}

export function idOf({ program: { pid, threadId, startedAt } }: Endpoint): string {
  return `${pid}/${threadId}@${startedAt}`;
}
