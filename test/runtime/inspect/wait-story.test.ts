import { expect, it } from 'vitest';
import { Journal } from '../../../runtime/src/inspect/journal.js';
import { Story } from '../../../runtime/src/inspect/wait-story.js';
import {
  CONDITION_TEXT,
  HEADER,
  MAX_SLOTS,
  NAME_TEXT,
  regionBytes,
  SITE_TEXT,
} from '../../../runtime/src/threads/layout.js';
import { Memory } from '../../../runtime/src/threads/memory.js';
import { platform } from '../../../runtime/src/threads/platform.js';
import { Waiter } from '../../../runtime/src/threads/waiter.js';

const SLOT = HEADER;

it('another thread that sees the condition of a wait sees its call and its task, too', () => {
  const seen: (readonly string[])[] = [];
  const journal = Journal.create();
  const written = (words: Int32Array): void => {
    const texts = [CONDITION_TEXT, SITE_TEXT, NAME_TEXT].map((word) => words[SLOT + word]!);
    seen.push(texts.map((number) => journal.texts.textOf(number)));
  };
  const buffer = new SharedArrayBuffer(regionBytes(1));
  new Int32Array(buffer)[MAX_SLOTS] = 1;
  const memory = new Memory(buffer, 0, 'jobs', watched(written));
  memory.words = watchedWords(memory.words, written);
  const waiter = new Waiter(memory, 1, 0);
  waiter.slot = SLOT;

  const callSite = { site: 'job.mjs:3:1', frames: [] };
  const condition = () => seen.length > 0;
  const story = new Story(waiter, journal, new Map(), condition, 'worker one', () => callSite);
  story.enters();
  story.stays();

  const texts = [condition.toString(), callSite.site, 'worker one'];
  expect(seen.at(-1)).toEqual(texts);
  for (const told of seen) if (told[0] !== '') expect(told).toEqual(texts);
});

/** After each write by an operation. */
function watched(written: (words: Int32Array) => void): typeof platform {
  const store = (words: Int32Array, index: number, value: number): number => {
    words[index] = value;
    written(words);
    return value;
  };
  return { ...platform, atomics: { ...platform.atomics, store } as typeof platform.atomics };
}

/** After each plain write. */
function watchedWords(words: Int32Array, written: (words: Int32Array) => void): Int32Array {
  return new Proxy(words, {
    get: (target, key) => Reflect.get(target, key, target) as unknown,
    set(target, key, value) {
      Reflect.set(target, key, value, target);
      written(target);
      return true;
    },
  });
}
