/** What is wrong with shared memory or a handle. */
export type SharedMemoryProblem =
  | 'ERR_NOT_SHARED'
  | 'ERR_HANDLE'
  | 'ERR_OFFSET'
  | 'ERR_TOO_SMALL'
  | 'ERR_OVERLAP'
  | 'ERR_VERSION'
  | 'ERR_SLOTS'
  | 'ERR_FULL';

/** A queue, lock or task cannot live in the memory it was given; `code` says why. */
export class SharedMemoryError extends Error {
  readonly code: SharedMemoryProblem;

  constructor(code: SharedMemoryProblem, message: string) {
    super(message);
    this.name = 'SharedMemoryError';
    this.code = code;
  }
}
