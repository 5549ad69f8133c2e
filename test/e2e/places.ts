import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the end-to-end tests. */
export const here = path.dirname(fileURLToPath(import.meta.url));
/** The root of the repository. */
export const repository = path.join(here, '../..');
/** The packed extension. */
export const vsix = path.join(repository, 'extension/waitq-vscode.vsix');
/** The Node that code-server needs. */
export const node24 = path.join(here, 'node_modules/node/bin/node');
export const codeServer = path.join(here, 'node_modules/code-server/out/node/entry.js');
