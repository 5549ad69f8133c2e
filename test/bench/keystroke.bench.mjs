/**
 * From a keystroke to the diagnostics: a C file of 5,000 lines in the language server, edited in a function that waits and in
 * one that does not, by turns. Beside it the same analysis with what earlier ones have left, and afresh, each text by both in
 * turn. `node keystroke.bench.mjs FILE…` takes other files; nothing is written to them.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createProtocolConnection } from 'vscode-languageserver/node';
import * as analysis from 'eslint-plugin-waitq/analyze';
import { row } from './pairs.mjs';

const KEYSTROKES = 200;
const WARM_UP = 20;
const MOST = 30; // ms, p95
const LINES = 5000;

const folder = mkdtempSync(join(tmpdir(), 'waitq-bench-'));
try {
  const given = process.argv.slice(2);
  await analysis.grammarReady();
  row('ms from keystroke to diagnostics', 'median', 'p95', 'analysis', 'of a fresh one');
  for (const path of given.length > 0 ? given : [madeUp(folder)]) await measure(path);
} finally {
  rmSync(folder, { recursive: true });
}

async function measure(path) {
  const text = readFileSync(path, 'utf8');
  const times = await inServer(path, text);
  const { fresh, kept } = inProcess(path, text);
  const [median, p95] = [at(times, 0.5), at(times, 0.95)];
  const share = at(kept, 0.5) / at(fresh, 0.5);
  const lines = text.split('\n').length;
  row(
    `${basename(path)}, ${lines} lines`,
    median.toFixed(1),
    p95.toFixed(1),
    at(kept, 0.5).toFixed(1),
    share.toFixed(2),
  );
  if (p95 > MOST) process.exitCode = 1;
}

/** Milliseconds of each keystroke, by the built server in a process of its own. */
async function inServer(path, text) {
  const server = fileURLToPath(new URL('../../server/dist/server.js', import.meta.url));
  const child = fork(server, ['--stdio'], { silent: true, execArgv: [] });
  const connection = createProtocolConnection(child.stdout, child.stdin);
  let arrived = () => undefined;
  connection.onNotification('textDocument/publishDiagnostics', () => arrived());
  connection.listen();
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities: {} });
  await connection.sendNotification('initialized', {});
  const uri = pathToFileURL(path).href;
  const timed = async (method, params) => {
    const start = performance.now();
    const answer = new Promise((resolve) => (arrived = resolve));
    await connection.sendNotification(method, params);
    await answer;
    return performance.now() - start;
  };
  await timed('textDocument/didOpen', { textDocument: { uri, languageId: 'c', version: 1, text } });
  const times = [];
  for (const { version, change } of keystrokes(text)) {
    const took = await timed('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [change],
    });
    if (version > WARM_UP) times.push(took);
    if (version > KEYSTROKES + WARM_UP) break;
  }
  child.kill();
  return times;
}

function inProcess(path, start) {
  const kept = analysis.keepWork();
  const versions = { now: '', text: start };
  const [withKept, without] = [resolverFor(path, versions), resolverFor(path, versions)];
  const times = { fresh: [], kept: [] };
  for (const { version, offset } of keystrokes(start)) {
    versions.text = version % 2 ? start : `${start.slice(0, offset)} ${start.slice(offset)}`;
    versions.now = `open:${version}`;
    const one = timed(versions.text, { path, resolve: without.for(path) });
    const other = timed(versions.text, { path, resolve: withKept.for(path), kept });
    if (version <= WARM_UP) continue;
    times.fresh.push(one);
    times.kept.push(other);
    if (version > KEYSTROKES / 2 + WARM_UP) break;
  }
  return times;
}

function timed(text, options) {
  const start = performance.now();
  analysis.analyze(text, 'c', options);
  return performance.now() - start;
}

/** The file as it is in the editor, before the disk. */
function resolverFor(path, versions) {
  const disk = analysis.createDiskHost();
  const host = {
    ...disk,
    versionOf: (file) => (file === path ? versions.now : disk.versionOf(file)),
    read: (file) => (file === path ? versions.text : disk.read(file)),
  };
  return analysis.createResolver(host, analysis.summarizeFile);
}

/** A blank comes and goes, ten times in a function that waits and ten times in another, at other places each time. */
function* keystrokes(text) {
  const lines = text.split('\n');
  const waits = lines.flatMap((line, index) => (/\bwait_event|\bschedule\(/.test(line) ? [index] : []));
  const others = lines.flatMap((line, index) => (/^\t\w[\w>.-]* [-+|]?= \w/.test(line) ? [index] : []));
  for (let version = 2; ; version++) {
    const turn = Math.floor((version - 2) / 2);
    const from = turn % 20 < 10 ? waits : others;
    const line = from[(turn * 7) % from.length];
    const start = { line, character: 1 };
    const isBack = version % 2 === 1;
    const change = isBack
      ? { range: { start, end: { line, character: 2 } }, text: '' }
      : { range: { start, end: start }, text: ' ' };
    yield { version, change, offset: lines.slice(0, line).join('\n').length + 2 };
  }
}

/**
 * Each sample in C once, then the right one under other names again and again, for most code is right; between them what a
 * driver has besides: functions that do not wait.
 */
function madeUp(into) {
  const samples = new URL('../../samples/c/', import.meta.url);
  const textOf = (name) => readFileSync(new URL(name, samples), 'utf8');
  const texts = readdirSync(samples).map(textOf);
  const right = textOf('io-daemon.c');
  const parts = [];
  for (let copy = 0, lines = 0; lines < LINES; copy++) {
    const part = copy % 6 === 0 ? renamed(texts[copy / 6] ?? right, copy) : plain(copy);
    lines += part.split('\n').length;
    parts.push(part);
  }
  const path = join(into, 'made-up.c');
  writeFileSync(path, parts.join('\n'));
  return path;
}

function renamed(text, copy) {
  const own = new Set(
    [...text.matchAll(/^(?:static |struct |void |int )+\**(\w+)(?= [{=]|\(|;)/gm)].map(([, name]) => name),
  );
  return text.replace(/\b[a-z_]\w*\b/g, (word) => (own.has(word) ? `${word}_${copy}` : word));
}

function plain(copy) {
  const lines = Array.from({ length: 40 }, (_, at) => `\tdev->reg[${at}] = value + ${at};`);
  lines.splice(20, 0, '\tif (dev->flags & 4) {', '\t\tdev->count++;', '\t\treturn 0;', '\t}');
  return `static int setup_${copy}(struct dev *dev, int value)\n{\n${lines.join('\n')}\n\tvalue = dev->last;\n\treturn value;\n}\n`;
}

function at(times, share) {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * share)];
}
