import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { rmSync } from 'node:fs';
import type { Endpoint } from './endpoint.js';
import { announce, endpointIn, inspectFolder, openFolder, withdraw } from './endpoint.js';
import type { Hub } from './hub.js';
import { limits } from './limits.js';
import { refuseClient, serveClient } from './session.js';

/** Of those who are one too many so many are told so at a time; the rest is cut off. */
const MAX_REFUSED = 4;

/**
 * Listens on a socket that only this user can open, as long as the program runs; neither the socket nor those who
 * connect keep it running. Says on stderr when it can't: whoever wanted to watch finds out.
 */
export function serve(hub: Hub): void {
  try {
    const folder = inspectFolder();
    openFolder(folder);
    listen(hub, folder, endpointIn(folder));
  } catch (error) {
    complain(error);
  }
}

function listen(hub: Hub, folder: string, endpoint: Endpoint): void {
  const { path } = endpoint;
  if (process.platform !== 'win32') rmSync(path, { force: true }); // of an earlier process with this number
  const clients = new Set<Socket>();
  const server = createServer({ pauseOnConnect: false }, (socket) => welcome(hub, clients, socket));
  server.maxConnections = limits.maxClients + MAX_REFUSED;
  server.on('error', complain);
  server.listen(path, () => announced(server, folder, endpoint));
  server.unref();
}

function announced(server: Server, folder: string, endpoint: Endpoint): void {
  try {
    announce(folder, endpoint);
    process.once('exit', () => withdraw(folder, endpoint));
  } catch (error) {
    server.close();
    complain(error);
  }
}

function welcome(hub: Hub, clients: Set<Socket>, socket: Socket): void {
  socket.unref();
  socket.on('error', () => socket.destroy());
  if (clients.size >= limits.maxClients)
    return refuseClient(socket, `it has ${limits.maxClients} clients already`);
  clients.add(socket);
  socket.once('close', () => clients.delete(socket));
  serveClient(hub, socket);
}

function complain(error: unknown): void {
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`waitq: this program can't be watched: ${text}\n`);
}
