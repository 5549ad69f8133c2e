import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { makeProject } from './plugin/project.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A fenced block of a page. */
interface Block {
  readonly fence: string;
  readonly code: string;
  readonly line: number;
}

/** What is known while a page is followed from its beginning to its end. */
interface Walk {
  readonly project: string;
  /** What the commands of the last block wrote. */
  output: string;
}

describe.each(['kernel-developers', 'typescript-developers'])('guide %s', (name) => {
  const page = readFileSync(join(root, `rules/docs/${name}.md`), 'utf8');

  test('says what happens: every block is written, run or compared, in order', { timeout: 300_000 }, () => {
    const walk: Walk = { project: makeProject({ 'package.json': '{ "type": "module" }' }), output: '' };
    git(walk, ['init', '--quiet']);
    git(walk, ['commit', '--quiet', '--allow-empty', '--message', 'before']);
    for (const block of blocksOf(page)) follow(walk, block);
  });

  test('links to pages that are there', () => {
    for (const [, target = ''] of page.matchAll(/\]\(([^)#]+)\)/g)) {
      expect(existsSync(join(root, 'rules/docs', target)), target).toBe(true);
    }
  });
});

function blocksOf(page: string): readonly Block[] {
  return [...page.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map((match) => ({
    fence: match[1]!,
    code: match[2]!,
    line: page.slice(0, match.index).split('\n').length,
  }));
}

function follow(walk: Walk, block: Block): void {
  if (block.fence === 'sh') return runCommands(walk, block);
  if (block.fence === 'text') return expectOutput(walk, block);
  if (block.fence === 'json') return compareOrWrite(walk, block);
  const path = /^(?:\/\/|\/\*) ([\w./-]+)/.exec(block.code)?.[1];
  expect(path, `line ${block.line}: the block names no file`).toBeDefined();
  write(walk, path!, block.code);
}

function write({ project }: Walk, path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}

/** What ESLint has written is shown as it is; a project's own API is handed in. */
function compareOrWrite(walk: Walk, { code }: Block): void {
  const written = join(walk.project, 'eslint-suppressions.json');
  if (existsSync(written)) expect(JSON.parse(readFileSync(written, 'utf8'))).toEqual(JSON.parse(code));
  else write(walk, 'waitq-api.json', code);
}

/** The last line of a block says how the command ends, where it is not 0. */
function runCommands(walk: Walk, { code, line }: Block): void {
  walk.output = '';
  for (const [index, text] of code.trimEnd().split('\n').entries()) {
    const [command = '', expected] = text.split(' # exit code ');
    const where = `line ${line + 1 + index}: ${command}`;
    if (command.startsWith('npm install')) expectInstallable(command);
    else expect(runShell(walk, command), where).toBe(Number(expected ?? 0));
  }
}

function runShell(walk: Walk, command: string): number {
  if (command.startsWith('git diff')) {
    git(walk, ['add', '.']);
    git(walk, ['commit', '--quiet', '--message', 'after']);
  }
  const local = command.replace(/npx (-p \S+ )?/g, '');
  const PATH = [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter);
  const { status, stdout, stderr } = spawnSync('sh', ['-c', local], {
    cwd: walk.project,
    encoding: 'utf8',
    env: { ...process.env, PATH },
  });
  walk.output += stdout + stderr;
  return status!;
}

function git({ project }: Walk, args: readonly string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.org'];
  const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: project, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
}

function expectInstallable(command: string): void {
  for (const name of command
    .split(' ')
    .filter((word) => /^[a-z@]/.test(word) && !/^(npm|install)$/.test(word))) {
    expect(existsSync(join(root, 'node_modules', name)), name).toBe(true);
  }
}

/** Lines are compared without the blanks that align a table. */
function expectOutput({ output }: Walk, { code }: Block): void {
  const squeeze = (text: string): string => text.replace(/ +/g, ' ').trim();
  for (const line of code.trimEnd().split('\n')) expect(squeeze(output)).toContain(squeeze(line));
}
