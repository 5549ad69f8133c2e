import { readFile } from 'node:fs/promises';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ToHost } from '../../page/messages.js';
import { createGuard } from './guard.js';

/** What the server hands on. */
export interface PageHandlers {
  /** A page wants to be told what happens. */
  onStream(response: ServerResponse): void;
  onMessage(message: ToHost): void;
}

export interface PageServer {
  /** Where the page is: whoever knows this address may look. */
  readonly url: string;
  close(): Promise<void>;
}

const files: Readonly<Record<string, readonly [file: string, type: string]>> = {
  '': ['page.html', 'text/html; charset=utf-8'],
  'page.js': ['page.js', 'text/javascript; charset=utf-8'],
  'page.css': ['page.css', 'text/css; charset=utf-8'],
};

/** Nothing from elsewhere, no inline script, in no frame. */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The most a page has to say at once, in bytes. */
const MAX_MESSAGE = 64 * 1024;

/**
 * Serves the page to this machine.
 *
 * @param folder where the built page lies
 * @param port 0 for any that is free
 * @throws Error with the system's `code` when the port can't be had
 */
export async function servePage(folder: URL, port: number, handlers: PageHandlers): Promise<PageServer> {
  const guard = createGuard();
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const admitted = guard.admit(request, portOf(server));
    // Browsers ask for this by themselves, without the token: a refusal would be an error in their console.
    if (request.url === '/favicon.ico') return void response.writeHead(204).end();
    if ('refusal' in admitted) return refuse(response, 403, admitted.refusal);
    void answer(request, response, admitted.path, folder, handlers).catch((error: unknown) => {
      refuse(response, 500, error instanceof Error ? error.message : String(error));
    });
  });
  await listen(server, port);
  return {
    url: `http://127.0.0.1:${portOf(server)}/${guard.token}/`,
    close: () => close(server),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  folder: URL,
  handlers: PageHandlers,
): Promise<void> {
  if (path === 'message') return takeMessage(request, response, handlers);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'only GET');
  if (path === 'events') return handlers.onStream(response);
  const file = files[path];
  if (!file) return refuse(response, 404, 'there is no such page');
  if (path === '' && !request.url?.split('?', 1)[0]?.endsWith('/')) {
    // What the page loads lies beside it only where its address ends with a slash.
    response.writeHead(308, { location: `${request.url?.split('?', 1)[0]}/` }).end();
    return;
  }
  const content = await readFile(new URL(file[0], folder));
  response.writeHead(200, { 'content-type': file[1], 'content-length': content.byteLength });
  response.end(request.method === 'HEAD' ? undefined : content);
}

async function takeMessage(
  request: IncomingMessage,
  response: ServerResponse,
  handlers: PageHandlers,
): Promise<void> {
  if (request.method !== 'POST') return refuse(response, 405, 'only POST');
  // Other sites can't send this type without asking first.
  if (!/^application\/json\b/.test(request.headers['content-type'] ?? '')) {
    return refuse(response, 415, 'only application/json');
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > MAX_MESSAGE) return refuse(response, 413, `more than ${MAX_MESSAGE} bytes`);
    chunks.push(chunk);
  }
  const message = parse(Buffer.concat(chunks).toString());
  if (message === undefined) return refuse(response, 400, 'no message in JSON');
  handlers.onMessage(message);
  response.writeHead(204).end();
}

/** What it asks for is looked at by whoever does it: a message that makes no sense is ignored. */
function parse(text: string): ToHost | undefined {
  try {
    const message = JSON.parse(text) as unknown;
    return typeof message === 'object' && message !== null && 'type' in message
      ? (message as ToHost)
      : undefined;
  } catch {
    return undefined;
  }
}

function refuse(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return void response.destroy();
  // The rest of what was sent is not read.
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${why}\n`);
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
