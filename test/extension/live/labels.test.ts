import { expect, test } from 'vitest';
import { labelOf } from '../../../extension/src/live/labels.js';
import type { Node } from '../../../extension/src/live/model.js';
import type { WaiterSnapshot } from '../../../extension/src/live/snapshot.js';
import { finding, program as programWith, queue, waiter } from './fake-program.js';

const at = 1_000_000;
const program = programWith({ id: 's', name: 'hang.js [12]', queues: [queue()], at });

function waiterLabel(given: Partial<WaiterSnapshot>) {
  const node: Node = { kind: 'waiter', program, queue: queue(), waiter: waiter(given) };
  return labelOf(node);
}

test('a waiter goes by its task; condition, state and exclusivity stand beside it', () => {
  expect(waiterLabel({ exclusive: true, condition: '() => printer.pages > 0' })).toMatchObject({
    label: 'reader',
    description: 'printer.pages > 0, interruptible, exclusive',
  });
});

test('a waiter without a task goes by its condition, on one line and of bounded length', () => {
  expect(waiterLabel({ task: '', condition: '() =>\n  this.pages > 0' })).toMatchObject({
    label: 'this.pages > 0',
    description: 'interruptible',
  });
  expect(waiterLabel({ task: '', condition: `() => ${'x'.repeat(200)}` }).label).toHaveLength(60);
  expect(waiterLabel({ task: '' }).label).toBe('waiter 7');
});

test('a condition with a body is shown as it stands', () => {
  expect(waiterLabel({ task: '', condition: 'function () { return ready; }' }).label).toBe(
    'function () { return ready; }',
  );
});

test.each([
  [0, '0 ms'],
  [-5, '0 ms'],
  [999, '999 ms'],
  [2500, '2.5 s'],
  [90_000, '1 min'],
  [7_200_000, '2 h'],
])('since %i ms ago reads "%s"', (ago, words) => {
  expect(waiterLabel({ since: at - ago }).description).toBe(`${words}, interruptible`);
});

test('the tooltip says that the time is not known, rather than nothing', () => {
  expect(waiterLabel({}).tooltip).toContain('before recording');
  expect(waiterLabel({ since: at }).tooltip).toContain('Since 1970-01-01T00:16:40.000Z');
  expect(waiterLabel({ site: '/a/b.js:3:4' }).tooltip).toContain('Waits at /a/b.js:3:4');
});

test('the tooltip has the state too, for the line is cut in a narrow side bar', () => {
  expect(waiterLabel({ exclusive: true }).tooltip).toMatch(/^interruptible, exclusive\n/);
});

test('a waiter that has not gone to sleep yet says so', () => {
  expect(waiterLabel({ sleeping: false }).description).toBe('interruptible, about to test');
});

test('a queue counts those asleep and those about to test', () => {
  const label = (waiters: readonly WaiterSnapshot[]) =>
    labelOf({ kind: 'queue', program, queue: queue({ waiters }) }).description;
  expect(label([])).toBe('nobody asleep');
  expect(label([waiter(), waiter({ id: 8 })])).toBe('2 asleep');
  expect(label([waiter(), waiter({ id: 8, sleeping: false })])).toBe('1 asleep, 1 about to test');
});

test('a program counts its queues, or says why they can not be shown', () => {
  expect(labelOf({ kind: 'program', program })).toMatchObject({
    label: 'hang.js [12]',
    description: '1 queue',
  });
  expect(labelOf({ kind: 'program', program: { ...program, problem: 'too new' } }).description).toBe(
    'too new',
  );
});

const counters = {
  waits: 5,
  wakeUps: 4,
  wakeUpsOfNobody: 1,
  woken: 3,
  spurious: 2,
  timeouts: 1,
  interrupts: 0,
  finished: 4,
  longestMs: 1500,
  totalMs: 2000,
  longestWakeToRunMs: 3,
  totalWakeToRunMs: 3,
  resumed: 3,
};

test('a queue that is counted says how often was waited and woken, and the whole of it in the tooltip', () => {
  const { description, tooltip } = labelOf({ kind: 'queue', program, queue: queue({ counters }) });
  expect(description).toBe('nobody asleep, 5 waits, 4 wake-ups');
  expect(tooltip).toContain('4 wake-ups, 1 of them found nobody');
  expect(tooltip).toContain('longest wait 1.5 s');
  expect(tooltip).toContain('mean wait 500 ms');
});

test('a waiter whose wake-up was lost says so first, and why in the tooltip', () => {
  const hurt = { ...program, findings: [finding()] };
  const label = labelOf({ kind: 'waiter', program: hurt, queue: queue(), waiter: waiter() });
  expect(label.description).toMatch(/^lost wake-up, interruptible/);
  expect(label.tooltip).toMatch(/It sleeps on\.$/);
});

test('a finding goes by its message, what was seen in its tooltip', () => {
  const evidence = [{ what: 'found nobody', task: 'writer', site: '/a.js:3:1' }];
  const label = labelOf({ kind: 'finding', program, finding: finding({ evidence }) });
  expect(label).toMatchObject({
    label: 'It sleeps on.',
    tooltip: 'lost-wake-up\nwriter found nobody /a.js:3:1',
  });
});

test('a program that does not run says so', () => {
  const label = labelOf({ kind: 'program', program: { ...program, status: 'paused' } });
  expect(label.description).toBe('paused, 1 queue');
  const lost = { ...program, status: 'lost', problem: 'It does not answer.' } as const;
  expect(labelOf({ kind: 'program', program: lost }).description).toBe('not reached: It does not answer.');
});
