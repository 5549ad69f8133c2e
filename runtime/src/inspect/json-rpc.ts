/**
 * JSON-RPC by vscode-jsonrpc. The build bundles that package into this one file, so that the package depends on
 * nothing: import nothing else of it anywhere.
 */

import type { Readable, Writable } from 'node:stream';
import {
  createMessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';

/** Two sides that ask each other. */
export interface Channel {
  /** Rejects with an error whose `code` is a number when the other side answers with one, or has gone. */
  request(method: string, params: unknown): Promise<unknown>;
  /** Resolves once it is written, or can't be. */
  notify(method: string, params: unknown): Promise<void>;
  close(): void;
}

export interface Handlers {
  /** Answers, or throws; a `RequestFailure` keeps its code. */
  onRequest(method: string, params: unknown): unknown;
  onNotification(method: string, params: unknown): void;
  /** Something came that is no message, or the stream broke. */
  onError(error: Error): void;
}

/** An error with a code of JSON-RPC. */
export class RequestFailure extends Error {
  override readonly name = 'RequestFailure';
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The code of JSON-RPC for a method that is not there. */
export const METHOD_NOT_FOUND = -32601;
/** The code of JSON-RPC for arguments that are not as they should be. */
export const INVALID_PARAMS = -32602;

/** `input` must give whole frames: the reader has no limits of its own and keeps a timer for half a frame. */
export function openChannel(input: Readable, output: Writable, handlers: Handlers): Channel {
  const connection = createMessageConnection(new StreamMessageReader(input), new StreamMessageWriter(output));
  connection.onError(([error]) => handlers.onError(error));
  connection.onRequest((method: string, params: unknown) => {
    try {
      return handlers.onRequest(method, params);
    } catch (error) {
      if (error instanceof RequestFailure) return new ResponseError(error.code, error.message);
      throw error;
    }
  });
  connection.onNotification((method: string, params: unknown) => handlers.onNotification(method, params));
  connection.listen();
  return {
    request: (method, params) => connection.sendRequest(method, params),
    async notify(method, params) {
      try {
        await connection.sendNotification(method, params);
      } catch (error) {
        handlers.onError(error instanceof Error ? error : new Error(String(error)));
      }
    },
    close: () => connection.dispose(),
  };
}
