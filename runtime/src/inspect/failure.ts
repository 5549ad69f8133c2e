import type { ErrorCode } from './protocol.js';

/** An answer that says why there is none; `code` is one of `errorCodes`. */
export class InspectError extends Error {
  override readonly name = 'InspectError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
