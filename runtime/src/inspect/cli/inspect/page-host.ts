import type { Endpoint } from '../../endpoint.js';
import type { ToHost, ToPage } from '../../page/messages.js';
import { programsNamed } from '../choose-program.js';
import { listPrograms } from '../find-program.js';
import { idOf, OneShown } from './shown-program.js';

/** How often to look for programs that have begun or ended (milliseconds). */
const LOOK_EVERY = 1000;
/** Programs that are over and stay on the page. */
const MAX_OVER = 10;

/** Watches programs while a page is open, and answers it. */
export class PageHost {
  readonly #wanted: string | undefined;
  readonly #send: (message: ToPage) => void;
  readonly #programs = new Map<string, OneShown>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isLooking = false;

  /** `wanted` keeps to the programs of that name or number. */
  constructor(wanted: string | undefined, send: (message: ToPage) => void) {
    this.#wanted = wanted;
    this.#send = send;
  }

  /** A page is open, or the last one has been closed: nothing is watched that nobody looks at. */
  watch(isWatched: boolean): void {
    if (isWatched === (this.#timer !== undefined)) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    if (!isWatched) {
      for (const program of this.#programs.values()) program.disconnect();
      return;
    }
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY);
    void this.#look();
  }

  async take(message: ToHost): Promise<void> {
    try {
      if (message.type === 'ready') return await this.#tellAll();
      if (!('program' in message || message.type === 'open')) return;
      const id = message.type === 'open' ? message.selection.program : message.program;
      const program = this.#programs.get(id);
      if (program) await answer(program, message);
    } catch (error) {
      this.#send({ type: 'notice', message: (error as Error).message });
    }
  }

  async #tellAll(): Promise<void> {
    this.#tellPrograms();
    for (const program of this.#programs.values()) {
      if (!program.isConnected) continue;
      await program.resync();
      await program.lint();
    }
  }

  #tellPrograms(): void {
    const programs = [...this.#programs.values()].map(({ shown }) => shown);
    this.#send({ type: 'programs', programs });
  }

  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const endpoints = await this.#endpoints();
      const running = new Set(endpoints.map(idOf));
      for (const program of this.#programs.values()) if (!running.has(program.id)) program.gone();
      for (const endpoint of endpoints) this.#meet(endpoint);
    } catch (error) {
      this.#send({ type: 'notice', message: (error as Error).message });
    } finally {
      this.#isLooking = false;
    }
  }

  async #endpoints(): Promise<readonly Endpoint[]> {
    const all = await listPrograms();
    return this.#wanted === undefined ? all : programsNamed(all, this.#wanted);
  }

  #meet(endpoint: Endpoint): void {
    const id = idOf(endpoint);
    const known = this.#programs.get(id);
    if (!this.#timer || known?.isConnected || known?.isOver) return;
    const program = known ?? new OneShown(endpoint, this.#send, () => this.#tellPrograms());
    this.#programs.set(id, program);
    if (!known) {
      this.#forgetOldest();
      this.#tellPrograms();
    }
    void program.connect();
  }

  #forgetOldest(): void {
    const over = [...this.#programs.values()].filter(({ isOver }) => isOver);
    for (const { id } of over.slice(0, Math.max(0, over.length - MAX_OVER))) this.#programs.delete(id);
  }
}

type Asked = Exclude<ToHost, { type: 'ready' | 'select' | 'openRecording' }>;

async function answer(program: OneShown, message: Asked): Promise<void> {
  switch (message.type) {
    case 'resync':
      return program.resync();
    case 'open':
      return program.open(message.selection);
    case 'check':
      return program.lint({ evaluate: true });
    case 'evaluate':
      return program.evaluate(message);
    case 'record':
      return program.record(message);
    case 'close':
    case 'save':
      return; // of recordings, which the page keeps by itself
  }
}
