import { expect, test } from 'vitest';
import { waitqApi } from '../../../rules/src/api/waitq.js';
import * as runtime from '../../../runtime/src/index.js';
import * as threads from '../../../runtime/src/threads/index.js';

const tabled = new Set(
  waitqApi.filter((entry) => entry.modules?.includes('waitq')).map((entry) => entry.name),
);

/** Functions without a part in the protocol: they make tasks, run as wake functions, or name and clear things. */
const NO_PROTOCOL = new Set([
  'allowSignal',
  'autoremoveWakeFunction',
  'currentTask',
  'defaultWakeFunction',
  'flushSignals',
  'spawn',
  'stateName',
  'wokenWakeFunction',
]);

const functions = Object.entries(runtime).filter(([, value]) => typeof value === 'function');
const isClass = (name: string): boolean => /^[A-Z]/.test(name);

test('every wait, wake, register and finish function of the runtime is in the table', () => {
  const names = functions.map(([name]) => name).filter((name) => !isClass(name) && !NO_PROTOCOL.has(name));
  expect(names.length).toBeGreaterThan(40);
  expect(names.filter((name) => !tabled.has(name))).toEqual([]);
});

test('queues and entries of the runtime are in the table', () => {
  expect(
    functions.map(([name]) => name).filter((name) => /Queue$|Entry$|Waiter$/.test(name) && isClass(name)),
  ).toEqual(
    waitqApi
      .filter((e) => /^declare/.test(e.action) && e.modules?.includes('waitq'))
      .map((e) => e.name)
      .sort(),
  );
});

test('an argument that the table names is one the function takes', () => {
  for (const [name, value] of functions) {
    const entry = waitqApi.find((e) => e.name === name && e.modules?.includes('waitq'));
    if (!entry || isClass(name)) continue;
    const named = [entry.queue?.arg, entry.entry?.arg, entry.task, entry.condition].filter(
      (arg) => arg !== undefined,
    );
    for (const arg of named) expect([name, (value as { length: number }).length > arg]).toEqual([name, true]);
  }
});

/** Functions of threads without a part in the protocol. */
const ABOUT_THREADS = new Set([
  'announceThread',
  'currentThread',
  'reapThread',
  'sharedCounters',
  'sharedWaiters',
  'watch',
]);

test('what threads export and what the table says of waitq/threads is the same', () => {
  const tabledThere = waitqApi.filter((e) => e.modules?.includes('waitq/threads')).map((e) => e.name);
  const exported = Object.entries(threads)
    .filter(
      ([name, value]) => typeof value === 'function' && !NO_PROTOCOL.has(name) && !ABOUT_THREADS.has(name),
    )
    .map(([name]) => name)
    .filter((name) => !isClass(name) || /Queue$|Entry$/.test(name));
  expect(tabledThere.filter((name) => !name.includes('.')).sort()).toEqual(exported.sort());
});

test('a name means one thing in a module', () => {
  const keys = waitqApi.flatMap((entry) => entry.modules?.map((module) => `${module} ${entry.name}`) ?? []);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
});

test('every doc line is a sentence', () => {
  expect(waitqApi.map((entry) => entry.doc).filter((doc) => !/^[A-Z].*\.$/.test(doc))).toEqual([]);
});
