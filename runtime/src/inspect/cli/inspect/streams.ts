import type { ServerResponse } from 'node:http';
import type { ToPage } from '../../page/messages.js';

/** The pages that are open, each with its stream of events. */
export interface Streams {
  add(response: ServerResponse): void;
  send(message: ToPage): void;
  readonly count: number;
  close(): void;
}

/** A page that lags behind by so many bytes is cut off: it connects again and begins with a new picture. */
const MAX_UNREAD = 64 * 1024 * 1024;
/** Keeps the connection open where nothing happens (milliseconds). */
const HEARTBEAT = 15_000;

/** `changed` is called when a page has come or gone. */
export function createStreams(changed: () => void): Streams {
  const open = new Set<ServerResponse>();
  const write = (text: string): void => {
    for (const response of open) {
      if (response.writableLength > MAX_UNREAD) response.destroy();
      else response.write(text);
    }
  };
  const heartbeat = setInterval(() => write(':\n\n'), HEARTBEAT);
  return {
    add(response) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' });
      response.write('retry: 1000\n\n');
      open.add(response);
      response.once('close', () => {
        open.delete(response);
        changed();
      });
      changed();
    },
    send(message) {
      if (open.size > 0) write(`data: ${JSON.stringify(message)}\n\n`);
    },
    get count() {
      return open.size;
    },
    close() {
      clearInterval(heartbeat);
      for (const response of open) response.end();
    },
  };
}
