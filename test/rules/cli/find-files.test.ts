import { execFileSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { findFiles } from '../../../rules/src/cli/find-files.js';
import { makeTree } from './tree.js';

function found(root: string, paths: readonly string[] = ['.'], useIgnores = true): string[] {
  const absolute = paths.map((path) => join(root, path));
  return [...findFiles(absolute, useIgnores)].map(({ kind, path }) => `${kind} ${relative(root, path)}`);
}

test('a search takes C, JavaScript and TypeScript and leaves the rest', () => {
  const root = makeTree({
    'a.c': '',
    'b.h': '',
    'c.ts': '',
    'd/e.mjs': '',
    'f.S': '',
    'README.md': '',
    Makefile: '',
  });
  expect(found(root)).toEqual(['file a.c', 'file b.h', 'file c.ts', 'file d/e.mjs']);
});

test('extensions narrow the search of directories, not what is named', () => {
  const root = makeTree({ 'a.c': '', 'b.h': '', 'd/e.ts': '' });
  symlinkSync(join(root, 'b.h'), join(root, 'link.h'));
  const only = [...findFiles([root, join(root, 'd/e.ts')], true, ['.c'])];
  expect(only.map(({ path }) => relative(root, path))).toEqual(['a.c', 'd/e.ts']);
});

test('node_modules and .git are left out unless named', () => {
  const root = makeTree({
    'a.c': '',
    'node_modules/p/b.js': '',
    '.git/c.c': '',
    'node_modules/p/node_modules/d.js': '',
  });
  expect(found(root)).toEqual(['file a.c']);
  expect(found(root, ['node_modules/p'])).toEqual(['file node_modules/p/b.js']);
  expect(found(root, ['.git/c.c'])).toEqual(['file .git/c.c']);
});

test('.gitignore files hold for what is below them, the inner ones first', () => {
  const root = makeTree({
    '.gitignore': 'out/\n*.gen.c\n',
    'a.c': '',
    'a.gen.c': '',
    'out/b.c': '',
    'sub/.gitignore': '!*.gen.c\n/only.c\n',
    'sub/c.gen.c': '',
    'sub/only.c': '',
    'sub/deep/only.c': '',
  });
  expect(found(root)).toEqual(['file a.c', 'file sub/c.gen.c', 'file sub/deep/only.c']);
  expect(found(root, ['.'], false)).toHaveLength(6);
});

test('what is named is linted although it is ignored', () => {
  const root = makeTree({ '.git/': '', '.gitignore': 'out/\n', 'out/a.c': '', 'out/sub/b.c': '' });
  expect(found(root, ['out/a.c'])).toEqual(['file out/a.c']);
  expect(found(root, ['out'])).toEqual(['file out/a.c', 'file out/sub/b.c']);
});

test("a repository's .gitignore holds for a search that starts inside it", () => {
  const root = makeTree({ '.git/': '', '.gitignore': '*.gen.c\n', 'sub/a.c': '', 'sub/a.gen.c': '' });
  expect(found(root, ['sub'])).toEqual(['file sub/a.c']);
});

test('a directory named x.c is searched', () => {
  expect(found(makeTree({ 'x.c/y.c': '' }))).toEqual(['file x.c/y.c']);
});

test('each file comes once, under its own name where it has one', () => {
  const root = makeTree({ 'z/real.c': '', 'outside/far.c': '' });
  symlinkSync('z/real.c', join(root, 'alias.c'));
  symlinkSync('z', join(root, 'again'));
  symlinkSync('..', join(root, 'z/up'));
  expect(found(root, ['z', '.', 'alias.c'])).toEqual(['file z/real.c', 'file outside/far.c']);
});

test('links out of the searched directory are followed, once', () => {
  const root = makeTree({ 'in/': '', 'out/far.c': '' });
  symlinkSync('../out', join(root, 'in/one'));
  symlinkSync('../out', join(root, 'in/two'));
  expect(found(root, ['in'])).toEqual(['file in/one/far.c']);
});

test('a broken link, a link to itself and a FIFO are no files', () => {
  const root = makeTree({ 'a.c': '' });
  symlinkSync('nowhere.c', join(root, 'broken.c'));
  symlinkSync('self.c', join(root, 'self.c'));
  execFileSync('mkfifo', [join(root, 'pipe.c')]);
  expect(found(root)).toEqual(['file a.c']);
  expect(found(root, ['broken.c', 'self.c', 'pipe.c'])).toEqual([
    'missing broken.c',
    'missing self.c',
    'unreadable pipe.c',
  ]);
});

test('a missing path and a file of another language are told apart', () => {
  const root = makeTree({ 'notes.txt': '' });
  expect(found(root, ['nowhere', 'notes.txt'])).toEqual(['missing nowhere', 'foreign notes.txt']);
});

test('a named directory is searched although its own .gitignore leaves out all of it', () => {
  const root = makeTree({
    'pkg/.gitignore': '/*\n!/debian/\n',
    'pkg/a.c': '',
    'pkg/kernel/b.c': '',
    'c.c': '',
  });
  expect(found(root, ['pkg'])).toEqual(['file pkg/a.c', 'file pkg/kernel/b.c']);
  expect(found(root)).toEqual(['file c.c']);
});

test('a named directory without anything to lint is told', () => {
  const root = makeTree({ 'docs/a.md': '', 'src/a.c': '' });
  expect(found(root, ['docs', 'src', 'src'])).toEqual(['empty docs', 'file src/a.c']);
});
