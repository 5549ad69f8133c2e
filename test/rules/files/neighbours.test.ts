import { expect, test } from 'vitest';
import { createNeighbours, type Neighbours } from '../../../rules/src/files/neighbours.js';
import { memoryHost } from './project.js';

const HAS_DATA = 'int has_data(struct dev *d)\n{\n\treturn d->n;\n}\n';

/** Neighbours of one directory after another state of its files, and what was read for them. */
function looking(files: Record<string, string>) {
  const host = memoryHost(files);
  const read: string[] = [];
  const noting = { ...host, read: (path: string) => (read.push(path.slice('/p/'.length)), host.read(path)) };
  let neighbours: Neighbours | undefined;
  return {
    read,
    again: () => (neighbours = createNeighbours(noting, '/p', neighbours)),
  };
}

test('a file that stayed as it was is not read again', () => {
  const files: Record<string, string> = { 'a.c': 'x', 'b.c': HAS_DATA, 'c.c': '' };
  const { read, again } = looking(files);
  expect(again().functionNamed('has_data', '/p/a.c')?.path).toBe('/p/b.c');
  files['a.c'] = 'y';
  expect(again().functionNamed('has_data', '/p/a.c')?.path).toBe('/p/b.c');
  expect(read).toEqual(['a.c', 'b.c', 'c.c', 'a.c']);
});

test('a definition that goes, comes or doubles is noticed', () => {
  const files: Record<string, string> = { 'a.c': '', 'b.c': HAS_DATA };
  const { again } = looking(files);
  const definer = () => again().functionNamed('has_data', '/p/a.c')?.path;
  expect(definer()).toBe('/p/b.c');
  files['b.c'] = '';
  expect(definer()).toBeUndefined();
  files['c.c'] = HAS_DATA;
  expect(definer()).toBe('/p/c.c');
  files['b.c'] = HAS_DATA;
  expect(definer()).toBeUndefined();
  delete files['c.c'];
  expect(definer()).toBe('/p/b.c');
});

test('so is a member that is set to another function', () => {
  const files: Record<string, string> = {
    'a.c': '',
    'dev.h': 'struct dev {\n\tconst struct dev_ops *ops;\n};\n',
    'b.c': 'static const struct dev_ops mine = {\n\t.read = slow_read,\n};\n',
  };
  const { again } = looking(files);
  const held = () =>
    again()
      .functionsOf('ops', 'read', '/p/a.c')
      .map(({ name }) => name);
  expect(held()).toEqual(['slow_read']);
  files['b.c'] = files['b.c']!.replace('slow', 'fast');
  expect(held()).toEqual(['fast_read']);
  files['dev.h'] = files['dev.h']!.replace('*ops', '*other');
  expect(held()).toEqual([]);
});
