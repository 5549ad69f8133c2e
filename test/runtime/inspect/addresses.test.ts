import { expect, it } from 'vitest';
import type { Program } from 'waitq/inspect';
import type { System } from '../../../runtime/src/inspect/addresses.js';
import { addressIn, fileIn, folderFor, readEndpoint } from '../../../runtime/src/inspect/addresses.js';
import { checkAccess } from '../../../runtime/src/inspect/endpoint.js';

const program: Program = {
  pid: 4711,
  threadId: 2,
  name: 'server.js',
  version: '0.1.0',
  engine: 'node 22.12.0',
  startedAt: 1,
  writable: false,
};
const secret = '0123456789abcdef'.repeat(2);
const linux: System = { platform: 'linux', temporaryFolder: '/tmp', uid: 1000 };
const windows: System = { platform: 'win32', temporaryFolder: 'C:\\Users\\me\\AppData\\Local\\Temp' };
const pipe = `\\\\.\\pipe\\waitq-4711-2-${secret}`;

it('the folder is the user’s own, or the one that is named', () => {
  expect(folderFor('1', linux)).toBe('/tmp/waitq-1000');
  expect(folderFor('1', { ...linux, runtimeFolder: '/run/user/1000' })).toBe('/run/user/1000/waitq');
  expect(folderFor('/srv/watched', linux)).toBe('/srv/watched');
  for (const none of [undefined, '', '0', '1']) {
    expect(folderFor(none, windows)).toBe('C:\\Users\\me\\AppData\\Local\\Temp\\waitq-user');
  }
  expect(folderFor('D:\\watched\\here\\..', windows)).toBe('D:\\watched');
  expect(folderFor('D:/watched', windows)).toBe('D:\\watched');
});

it('a socket lies in the folder; a pipe has a name that nobody guesses', () => {
  expect(addressIn('/tmp/waitq-1000', program, 'linux', secret)).toBe('/tmp/waitq-1000/4711-2.sock');
  expect(addressIn('C:\\Temp\\waitq-user', program, 'win32', secret)).toBe(pipe);
  expect(() => addressIn(`/${'x'.repeat(100)}`, program, 'linux', secret)).toThrow(/too long for a socket/);
  expect(addressIn(`C:\\${'x'.repeat(200)}`, program, 'win32', secret)).toBe(pipe);
  expect(fileIn('/tmp/waitq-1000', program, 'linux')).toBe('/tmp/waitq-1000/4711-2.json');
  expect(fileIn('C:\\Temp\\waitq-user', program, 'win32')).toBe('C:\\Temp\\waitq-user\\4711-2.json');
});

it('the file leads to a program of its own folder, or nowhere', () => {
  const text = (path: unknown, given: object = program): string => JSON.stringify({ path, program: given });
  const socket = '/tmp/waitq-1000/4711-2.sock';
  const onLinux = (file: string) => readEndpoint(file, '/tmp/waitq-1000', 'linux');
  const onWindows = (file: string) => readEndpoint(file, 'C:\\Temp\\waitq-user', 'win32');
  expect(onLinux(text(socket))).toEqual({ path: socket, program });
  expect(onWindows(text(pipe))).toEqual({ path: pipe, program });
  for (const path of ['/home/me/thesis.tex', '/tmp/waitq-1000/../x.sock', pipe]) {
    expect(onLinux(text(path))!.path).toBe(socket);
  }
  for (const path of [7, undefined]) expect(onLinux(text(path))).toBeUndefined();
  const others = [
    `\\\\elsewhere\\pipe\\waitq-4711-2-${secret}`,
    `\\\\.\\pipe\\waitq-4711-3-${secret}`,
    `\\\\.\\pipe\\waitq-4711-2-${secret}\\..\\x`,
    '\\\\.\\pipe\\docker_engine',
    socket,
  ];
  for (const path of others) expect(onWindows(text(path))).toBeUndefined();
  for (const broken of [{}, { ...program, pid: '4711' }, { ...program, pid: -1 }, { ...program, name: 7 }]) {
    expect(onLinux(text(socket, broken))).toBeUndefined();
  }
  for (const damaged of ['', '{"path":', 'null', '7', '[]', '{"path":"/x","program":null}']) {
    expect(onLinux(damaged)).toBeUndefined();
  }
});

it('where systems have modes, a folder that others may open is refused', () => {
  const directory = 0o040000;
  const check =
    (mode: number, uid = 1000) =>
    () =>
      checkAccess('/x', { mode, uid }, 1000);
  expect(check(directory | 0o700)).not.toThrow();
  expect(check(directory | 0o750)).toThrow('others may open /x');
  expect(check(directory | 0o701)).toThrow('others may open /x');
  expect(check(directory | 0o700, 0)).toThrow('/x belongs to another user');
  expect(check(0o120000 | 0o700)).toThrow('/x is no directory');
});
