import { checkPlace } from './checks.js';
import { SharedMemoryError } from './errors.js';
import { isSameRegion, type Memory } from './memory.js';
import { platform } from './platform.js';
import type { SharedHandle } from './region.js';
import { memoryOf, SharedWaitQueue } from './queue.js';
import { rememberTask } from './task-names.js';
import { randomId } from './thread-id.js';

/** Words of a task: its id, the signals that are pending, the signals it takes. */
export const TASK_ID = 0;
export const PENDING = 1;
export const ALLOWED = 2;
const TASK_WORDS = 4;
const EVERY_SIGNAL = -1;

/** What travels to other threads. */
export interface SharedTaskHandle {
  readonly kind: 'waitq-task';
  readonly name: string;
  readonly buffer: SharedArrayBuffer;
  readonly queues: readonly SharedHandle[];
}

/**
 * Somebody who waits on shared queues and whom any thread can signal (`struct task_struct`). It is made for the
 * queues it may wait on with `{ task }`: the killer finds its sleepers there.
 */
export class SharedTask {
  readonly name: string;
  /** @internal */
  readonly words: Int32Array;
  /** @internal */
  readonly queues: readonly SharedWaitQueue[];

  /** @internal Use `create` or `attach`. */
  constructor(name: string, buffer: SharedArrayBuffer, queues: readonly SharedWaitQueue[]) {
    this.name = name;
    this.words = new Int32Array(buffer, 0, TASK_WORDS);
    this.queues = queues;
  }

  /** Makes a task that may wait on these queues. It takes every signal until `allowSignal` says which. */
  static create(name: string, queues: readonly SharedWaitQueue[]): SharedTask {
    queues.forEach(memoryOf);
    const task = new SharedTask(name, new SharedArrayBuffer(TASK_WORDS * 4), [...queues]);
    task.words[TASK_ID] = randomId();
    Atomics.store(task.words, ALLOWED, EVERY_SIGNAL);
    rememberTask(task);
    return task;
  }

  /** The task that another thread made. Throws `SharedMemoryError` for a wrong handle. */
  static attach(handle: SharedTaskHandle): SharedTask {
    checkHandle(handle);
    const queues = handle.queues.map((queue) => SharedWaitQueue.attach(queue));
    const task = new SharedTask(handle.name, handle.buffer, queues);
    rememberTask(task);
    return task;
  }

  /** For `attach` in another thread. */
  get handle(): SharedTaskHandle {
    return {
      kind: 'waitq-task',
      name: this.name,
      buffer: this.words.buffer as SharedArrayBuffer,
      queues: this.queues.map((queue) => queue.handle),
    };
  }

  /** @internal What marks its slots. */
  get id(): number {
    return platform.atomics.load(this.words, TASK_ID);
  }
}

function checkHandle(handle: SharedTaskHandle): void {
  if (typeof handle !== 'object' || (handle as unknown) === null || handle.kind !== 'waitq-task') {
    const got = (handle as SharedTaskHandle | null)?.kind ?? typeof handle;
    throw new SharedMemoryError('ERR_HANDLE', `Expected the handle of a waitq-task, got ${String(got)}`);
  }
  checkPlace(handle.buffer, 0, TASK_WORDS * 4);
  if (!Array.isArray(handle.queues) || Atomics.load(new Int32Array(handle.buffer), TASK_ID) === 0) {
    throw new SharedMemoryError('ERR_HANDLE', `The handle of '${handle.name}' leads to no task`);
  }
}

/** Throws a TypeError for a wait where `kill` would not find it. */
export function assertCovers(task: SharedTask, memory: Memory): void {
  if (!(task instanceof SharedTask)) throw new TypeError('The option task takes a SharedTask');
  if (task.queues.some((queue) => isSameRegion(queue.memory, memory))) return;
  throw new TypeError(
    `Task '${task.name}' was not made for queue '${memory.name}': name it in SharedTask.create(), so that kill() finds the sleeper`,
  );
}
