import { expect, it } from 'vitest';
import { WAKE } from '../../../runtime/src/inspect/event-log.js';
import { Journal } from '../../../runtime/src/inspect/journal.js';

const region = new Int32Array([7, 8]);

function tell(journal: Journal, extra: number, index = journal.reserve()): void {
  journal.write(index, WAKE, region, 0, journal.now(), { extra });
}

it('what one thread tells, every other reads', () => {
  const journal = Journal.create();
  const elsewhere = Journal.at(journal.buffer)!;
  tell(journal, 1);
  const { told, next, lost } = elsewhere.read(0);
  expect(told).toMatchObject([{ index: 0, code: WAKE, queue: '7:8', extra: 1 }]);
  expect(Math.abs(told[0]!.at - elsewhere.now())).toBeLessThan(1000);
  expect([next, lost]).toEqual([1, 0]);
  expect(elsewhere.read(next).told).toEqual([]);
});

it('the oldest go first, and are counted', () => {
  const journal = Journal.create();
  for (let i = 0; i < 10_000; i++) tell(journal, i);
  const { told, next, lost } = journal.read(0);
  expect(told.length + lost).toBe(10_000);
  expect(lost).toBe(10_000 - 8192);
  expect(told.map(({ extra }) => extra)).toEqual(Array.from({ length: 8192 }, (_, i) => lost + i));
  expect(next).toBe(10_000);
});

it('what is being written holds up what follows; a writer that died does so for a while', async () => {
  const journal = Journal.create();
  tell(journal, 1);
  const open = journal.reserve();
  tell(journal, 3);
  const first = journal.read(0);
  expect(first.told.map(({ extra }) => extra)).toEqual([1]);
  tell(journal, 2, open);
  const second = journal.read(first.next);
  expect(second.told.map(({ extra }) => extra)).toEqual([2, 3]);

  journal.reserve();
  tell(journal, 5);
  await expect
    .poll(() => journal.read(second.next), { timeout: 60_000 })
    .toMatchObject({
      told: [{ extra: 5 }],
      lost: 1,
    });
});

it('it is written only while somebody reads', () => {
  const journal = Journal.create();
  const elsewhere = Journal.at(journal.buffer)!;
  expect(elsewhere.isRead(elsewhere.now())).toBe(false);
  journal.keep();
  expect(elsewhere.isRead(elsewhere.now())).toBe(true);
  expect(elsewhere.isRead(elsewhere.now() + 60_000)).toBe(true); // who reads may look once a minute
  expect(elsewhere.isRead(elsewhere.now() + 125_000)).toBe(false); // who reads, died without a word
  journal.letGo();
  expect(elsewhere.isRead(elsewhere.now())).toBe(false);
  const [one, other] = [{}, {}];
  for (const reader of [one, other]) journal.keep(reader);
  journal.letGo(one);
  expect(elsewhere.isRead(elsewhere.now())).toBe(true);
  journal.letGo(other);
  expect(elsewhere.isRead(elsewhere.now())).toBe(false);
});

it('other memory is no journal', () => {
  const { buffer } = Journal.create();
  expect(Journal.at(new SharedArrayBuffer(8))).toBeUndefined();
  expect(Journal.at(new SharedArrayBuffer(buffer.byteLength))).toBeUndefined();
  expect(Journal.at({} as SharedArrayBuffer)).toBeUndefined();
});

it('a text is there once, whoever brings it, and empty when there is no room', () => {
  const journal = Journal.create();
  const { texts } = Journal.at(journal.buffer)!;
  const number = journal.texts.numberOf('() => über > 0');
  expect(texts.numberOf('() => über > 0')).toBe(number);
  expect(texts.textOf(number)).toBe('() => über > 0');
  expect(texts.numberOf('')).toBe(0);
  expect(texts.textOf(0)).toBe('');
  expect(texts.textOf(-5)).toBe('');
  expect(texts.textOf(texts.numberOf('a'.repeat(5000)))).toBe('a'.repeat(2000));
  const numbers = Array.from({ length: 2000 }, (_, i) => texts.numberOf(`text ${i} `.repeat(20)));
  const kept = numbers.filter((one) => one !== 0).length;
  expect(kept).toBeGreaterThan(100);
  expect(kept).toBeLessThan(2000);
  expect(texts.textOf(numbers[0]!)).toBe('text 0 '.repeat(20));
  expect(texts.textOf(number)).toBe('() => über > 0');
});

it('a waiter keeps its number for as long as it is asked about', () => {
  const journal = Journal.create();
  const id = journal.waiterId(1);
  for (let serial = 2; serial < 50_000; serial++) {
    journal.waiterId(serial);
    if (serial % 10_000 === 0) expect(journal.waiterId(1)).toBe(id);
  }
  expect(journal.waiterId(1)).toBe(id);
});
