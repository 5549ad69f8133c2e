/**
 * A reference model of the kernel's wait queues for one CPU, written from the semantics and not from the code:
 * arrays, no promises, everything that happens in a step happens in it. Waits take a token from a pile.
 */
export interface ModelWait {
  readonly id: number;
  readonly kind: 'interruptible' | 'killable' | 'uninterruptible';
  readonly exclusive: boolean;
  readonly pile: number;
  /** When it gives up, if ever, in ms. */
  readonly deadline: number | undefined;
}

export interface ModelEntry {
  readonly id: number;
  readonly where: 'shared' | 'exclusive' | 'priority';
  /** What its wake function answers. */
  readonly result: number;
}

type Node = ({ readonly type: 'wait' } & ModelWait) | ({ readonly type: 'entry' } & ModelEntry);

export class Model {
  readonly log: string[] = [];
  readonly tokens = [0, 0];
  now = 0;
  #queue: Node[] = [];
  /** Waits in the order in which their timers were set: anew with every sleep. */
  #timers: Node[] = [];

  get order(): number[] {
    return this.#queue.map(({ id }) => id);
  }

  wait(wait: ModelWait): void {
    const node: Node = { type: 'wait', ...wait };
    if (this.#take(node)) return this.#succeed(node);
    if (wait.deadline !== undefined && wait.deadline <= this.now) return this.#note(node, 'out of time');
    this.#add(node);
  }

  add(entry: ModelEntry): void {
    this.#add({ type: 'entry', ...entry });
  }

  remove(id: number): void {
    this.#queue = this.#queue.filter((node) => node.id !== id);
  }

  /** A wake-up, and in the same breath the interruption of a waiter. Returns the exclusive ones woken. */
  wake(mode: 'normal' | 'interruptible', nr: number, interruptedId?: number): number {
    const { woken, exclusive } = this.#walk(mode, nr);
    // Alone, it is tested before the waker goes on; else when the waker is done.
    if (woken.length === 1 && this.#take(woken[0]!)) this.#succeed(woken.shift()!);
    const interrupted = interruptedId === undefined ? undefined : this.#find(interruptedId, woken);
    this.#run(woken, interrupted);
    if (interrupted && !woken.includes(interrupted)) this.#interrupt(interrupted);
    return exclusive;
  }

  interrupt(id: number): void {
    const node = this.#find(id, []);
    if (node) this.#interrupt(node);
  }

  advance(ms: number): void {
    const end = this.now + ms;
    const expiring = this.#timers.filter((node) => this.#queue.includes(node) && deadlineOf(node) <= end);
    for (const node of expiring.toSorted((a, b) => deadlineOf(a) - deadlineOf(b))) {
      this.now = deadlineOf(node);
      this.remove(node.id);
      if (this.#take(node)) this.#succeed(node);
      else this.#note(node, 'out of time');
    }
    this.now = end;
  }

  #walk(mode: string, nr: number): { woken: Node[]; exclusive: number } {
    const woken: Node[] = [];
    let exclusive = 0;
    for (const node of [...this.#queue]) {
      if (node.type === 'entry') {
        this.log.push(`called ${node.id}`);
        if (node.result < 0) break;
        if (!node.result || node.where === 'shared') continue;
      } else {
        if (mode === 'interruptible' && node.kind !== 'interruptible') continue;
        this.remove(node.id);
        woken.push(node);
        if (!node.exclusive) continue;
      }
      if (++exclusive === nr) break;
    }
    return { woken, exclusive };
  }

  /** The turns of the woken, one after the other; what one of them leaves unused is handed on at the end. */
  #run(woken: Node[], interrupted: Node | undefined): void {
    const turns = [...woken];
    for (let node = turns.shift(); node; node = turns.shift()) {
      if (this.#take(node)) this.#succeed(node);
      else if (node !== interrupted) this.#add(node);
      else {
        this.#note(node, 'interrupted');
        if (node.type === 'wait' && node.exclusive) turns.push(...this.#walkExclusive());
      }
    }
  }

  /** A wake-up handed on: only exclusive ones, one of them; an entry's function is called as ever. */
  #walkExclusive(): Node[] {
    for (const node of [...this.#queue]) {
      if (node.type === 'entry') {
        if (node.where === 'shared') continue;
        this.log.push(`called ${node.id}`);
        if (node.result !== 0) return [];
      } else if (node.exclusive) {
        this.remove(node.id);
        return [node];
      }
    }
    return [];
  }

  #interrupt(node: Node): void {
    this.remove(node.id);
    if (this.#take(node)) this.#succeed(node);
    else this.#note(node, 'interrupted');
  }

  #find(id: number, woken: readonly Node[]): Node | undefined {
    const node = [...this.#queue, ...woken].find((other) => other.id === id);
    return node?.type === 'wait' && node.kind !== 'uninterruptible' ? node : undefined;
  }

  #take(node: Node): boolean {
    if (node.type === 'entry' || !this.tokens[node.pile]) return false;
    this.tokens[node.pile]!--;
    return true;
  }

  #add(node: Node): void {
    const isPriority = (other: Node): boolean => other.type === 'entry' && other.where === 'priority';
    const last = node.type === 'wait' ? node.exclusive : node.where === 'exclusive';
    const priorities = this.#queue.filter(isPriority).length;
    this.#queue.splice(last ? this.#queue.length : priorities, 0, node);
    this.#timers = [...this.#timers.filter((other) => other !== node), node];
  }

  #succeed(node: Node): void {
    const left = deadlineOf(node) - this.now;
    this.#note(node, Number.isFinite(left) ? `left ${Math.max(1, left)}` : 'done');
  }

  #note(node: Node, what: string): void {
    this.log.push(`${node.id} ${what}`);
  }
}

function deadlineOf(node: Node): number {
  return node.type === 'wait' ? (node.deadline ?? Infinity) : Infinity;
}
