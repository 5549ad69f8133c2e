import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import path from 'node:path';
import type { ToHost, ToPage } from '../../runtime/src/inspect/page/messages.js';
import { repository } from './places.js';

/** A web server for the timeline page whose every message the test writes. */
export interface PageHost {
  readonly url: string;
  /** What the page has asked for. */
  readonly asked: ToHost[];
  tell(message: ToPage): void;
  /** The connection breaks; the page connects again by itself. */
  breakOff(): void;
  close(): void;
}

const folder = path.join(repository, 'runtime/dist/inspect/page');
const types: Readonly<Record<string, string>> = {
  'page.html': 'text/html',
  'page.js': 'text/javascript',
  'page.css': 'text/css',
};

/** As strict as a host should be: nothing inline, nothing foreign. */
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";

/** Serves the page; `answer` is told all that the page asks. */
export async function servePage(answer: (message: ToHost, host: PageHost) => void): Promise<PageHost> {
  const streams = new Set<ServerResponse>();
  const asked: ToHost[] = [];
  const server = createServer((request, response) => {
    const name = request.url?.split(/[/?]/)[1] || 'page.html';
    if (name === 'events') {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(':\n\n');
      streams.add(response);
    } else if (name === 'message') {
      request.setEncoding('utf8').on('data', (body: string) => {
        const message = JSON.parse(body) as ToHost;
        asked.push(message);
        response.writeHead(204).end();
        answer(message, host);
      });
    } else if (types[name]) {
      response.writeHead(200, { 'content-type': types[name], 'content-security-policy': policy });
      response.end(readFileSync(path.join(folder, name)));
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const host: PageHost = {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`,
    asked,
    tell: (message) => streams.forEach((stream) => stream.write(`data: ${JSON.stringify(message)}\n\n`)),
    breakOff() {
      for (const stream of streams) stream.destroy();
      streams.clear();
    },
    close() {
      host.breakOff();
      server.close();
    },
  };
  return host;
}
