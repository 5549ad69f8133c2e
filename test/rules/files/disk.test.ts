import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createDiskHost } from '../../../rules/src/files/disk.js';
import { makeTree } from '../cli/tree.js';

test('a path below a file is a file that is not there', () => {
  const root = makeTree({ 'package.json': '{}' });
  const host = createDiskHost([root]);
  expect(host.versionOf(join(root, 'package.json'))).toEqual(expect.any(String));
  expect(host.versionOf(join(root, 'package.json', 'index.ts'))).toBeUndefined();
  expect(host.versionOf(join(root, 'none.ts'))).toBeUndefined();
});
