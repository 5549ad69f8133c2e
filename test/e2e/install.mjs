// Installs what the end-to-end tests need and this machine lacks: system packages, code-server, its Node.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { installSystemPackages, run } from '../system-packages.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));

/** A browser with letters to draw, and what code-server's native modules are built with. */
const systemPackages = [
  'chromium',
  'fonts-dejavu-core',
  'g++',
  'libkrb5-dev',
  'libsecret-1-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'make',
  'python3',
];

/** Does nothing when everything is there already; throws when something can't be had. */
export function install() {
  installSystemPackages(systemPackages);
  if (!isInstalled()) installEditor();
}

const stamp = path.join(here, 'node_modules/.installed');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(path.join(here, 'package-lock.json')))
    .digest('hex');
}

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** code-server refuses every Node but 24, so its scripts run after that Node has come, and under it. */
function installEditor() {
  // In the environment, so that the installs which packages start themselves ask for no audit either.
  const quiet = { npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false' };
  const npm = (args, env) => run('npm', args, { cwd: here, env: { ...process.env, ...quiet, ...env } });
  npm(['ci', '--ignore-scripts']);
  npm(['rebuild', 'node']);
  const node = path.join(here, `node_modules/node/node_modules/node-${process.platform}-${process.arch}`);
  npm(['rebuild', 'code-server', 'argon2'], {
    PATH: `${path.join(node, 'bin')}:${process.env.PATH}`,
    // The headers to build against are those of this Node, whatever the user's npm is set to.
    npm_config_nodedir: node,
    npm_config_unsafe_perm: 'true',
    // `npm run` hands down its own, and code-server reads off it which Node it is installed with.
    npm_config_user_agent: undefined,
  });
  writeFileSync(stamp, lockHash());
}
