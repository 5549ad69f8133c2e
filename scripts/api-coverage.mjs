#!/usr/bin/env node
// Compares the C tables with the headers of unpacked kernel trees:
//   node scripts/api-coverage.mjs TREE…      (after npm run build)
// A public name of the wait headers that the tables have not is missing; a table name that no given tree has is unknown.
// Exit code 0 when there is neither, 1 when there is, 2 for wrong usage.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { kernelEntries } from '../rules/dist/api/kernel.js';

/** Headers read whole, and headers of which only what sleeps, wakes or sets a state counts. */
const HEADERS = [
  ['wait.h', /./],
  ['wait_bit.h', /./],
  ['swait.h', /./],
  ['completion.h', /./],
  ['rcuwait.h', /./],
  [
    'sched.h',
    /^(?:io_)?schedule(?:$|_timeout|_preempt_disabled|_rtlock$)|set_\w+_state$|^wake_up_(?:process|state)$/,
  ],
  ['hrtimer.h', /^schedule_hrtimeout/],
  ['delay.h', /sleep/],
  ['sched/wake_q.h', /^wake_(?:up_q|q_add)/],
  ['sched/signal.h', /(?:^|_)signal_pending(?:_state)?$|^task_sigpending$/],
];

/** Names in those headers that are no calls of the wait API, by reason. */
const OUTSIDE = {
  'wake function, only ever given by name':
    'default_wake_function autoremove_wake_function woken_wake_function wake_bit_function',
  'sleep action, only ever given by name': 'bit_wait bit_wait_io bit_wait_timeout bit_wait_io_timeout',
  'initialiser of an entry or a key':
    '__WAITQUEUE_INITIALIZER __SWAITQUEUE_INITIALIZER __WAIT_BIT_KEY_INITIALIZER',
  'answers the queue behind an address': 'bit_waitqueue __var_waitqueue',
  'part of a wait macro, not for use outside':
    '___wait_cond_timeout ___wait_is_interruptible do_wait_intr do_wait_intr_irq __wait_event_lock_irq_cmd',
  'converts a wake-up key': 'poll_to_key key_to_poll',
  'set-up of the kernel itself': 'wait_bit_init',
  'changes a task under its lock': 'task_call_func',
  'lock checking': 'complete_acquire complete_release',
  'scheduler internal': 'debug_normal_state_change debug_special_state_change',
  'PREEMPT_RT lock internal': 'current_save_and_set_rtlock_wait_state set_rtlock_state',
  'about another task': 'fault_signal_pending',
  'sleeps for a system call': 'nanosleep_copyout hrtimer_nanosleep',
};

const trees = process.argv.slice(2);
if (trees.length === 0) {
  console.error('usage: node scripts/api-coverage.mjs TREE…');
  process.exit(2);
}
const outside = new Set(Object.values(OUTSIDE).flatMap((list) => list.split(' ')));
const known = new Set(kernelEntries.map(({ name }) => name));
const missing = trees.flatMap((tree) => missingFrom(tree));
const unknown = unknownTo(trees);
report('in the headers, not in the tables', missing);
report('in the tables, in none of these trees', unknown);
process.exit(missing.length + unknown.length > 0 ? 1 : 0);

function missingFrom(tree) {
  return HEADERS.flatMap(([header, pattern]) =>
    [...publicNames(read(tree, header))]
      .filter((name) => pattern.test(name) && !known.has(name) && !outside.has(name))
      .map((name) => `${name} (${join(tree, 'include/linux', header)})`),
  );
}

function read(tree, header) {
  try {
    return readFileSync(join(tree, 'include/linux', header), 'utf8');
  } catch (error) {
    console.error(`${tree} is no kernel tree: ${error.message}`);
    process.exit(2);
  }
}

/** Function-like macros and functions that a header defines or declares. */
function publicNames(text) {
  const plain = text.replace(/\/\*[\s\S]*?\*\//g, ' ').replace(/\\\r?\n/g, ' ');
  const macros = plain.matchAll(/^[ \t]*#[ \t]*define[ \t]+(\w+)\(/gm);
  const code = topLevel(plain.replace(/^[ \t]*#.*$/gm, ''));
  const functions = code.matchAll(/\b(\w+)\s*\((?:[^()]|\([^()]*\))*\)[\w\s()]*(?=[;{])/g);
  const typedefs = new Set([...code.matchAll(/\btypedef\b[^;]*?\b(\w+)\s*\(/g)].map(([, name]) => name));
  return new Set([...macros, ...functions].map(([, name]) => name).filter((name) => !typedefs.has(name)));
}

/** The text without what stands in braces. */
function topLevel(text) {
  let depth = 0;
  let kept = '';
  for (const character of text) {
    if (character === '}') depth--;
    if (depth === 0) kept += character;
    if (character === '{') depth++;
  }
  return kept;
}

function unknownTo(kernels) {
  const words = new Set(kernels.flatMap((tree) => [...headerWords(join(tree, 'include'))]));
  return kernelEntries.filter(({ name, historic }) => !historic && !words.has(name)).map(({ name }) => name);
}

function headerWords(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  const headers = files.filter((file) => file.isFile() && file.name.endsWith('.h'));
  const texts = headers.map((file) => readFileSync(join(file.parentPath ?? file.path, file.name), 'latin1'));
  return new Set(texts.flatMap((text) => text.match(/\b[A-Za-z_]\w*(?=\()|(?<=define\s+)\w+/g) ?? []));
}

function report(title, names) {
  console.log(`${title}: ${names.length}`);
  for (const name of names) console.log(`  ${name}`);
}
