import { expect, test } from 'vitest';
import type { DocumentStatus } from 'waitq-language-server';
import { statusView } from '../../extension/src/status-view.js';

const status = (given: Partial<DocumentStatus>): DocumentStatus => ({
  uri: 'file:///a.c',
  kind: 'analysed',
  reason: 'All of the file was analysed.',
  findings: 0,
  milliseconds: 0,
  ...given,
});

test('a server that is not there is an error that says what to do', () => {
  expect(statusView('stopped', status({}))).toMatchObject({ severity: 'error' });
  expect(statusView('stopped', undefined).detail).toContain('Restart the server');
  expect(statusView('starting', undefined)).toMatchObject({ busy: true, severity: 'information' });
});

test('the findings are counted, with the time taken', () => {
  expect(statusView('running', status({ findings: 1, milliseconds: 0.2 }))).toMatchObject({
    text: 'Waitq: 1 finding',
    detail: 'All of the file was analysed. Took 1 ms.',
  });
  expect(statusView('running', status({ findings: 3 })).text).toBe('Waitq: 3 findings');
  expect(statusView('running', status({})).text).toBe('Waitq: no findings');
});

test.each(['ignored', 'disabled', 'failed', 'partial'] as const)('%s: the reason is shown', (kind) => {
  expect(statusView('running', status({ kind, reason: 'This is why.' })).detail).toContain('This is why.');
});

test('only what keeps findings away is a warning', () => {
  const severity = (kind: DocumentStatus['kind']) => statusView('running', status({ kind })).severity;
  expect([severity('failed'), severity('partial')]).toEqual(['warning', 'warning']);
  expect([severity('ignored'), severity('disabled'), severity('analysed')]).not.toContain('warning');
});

test('a document that was not looked at yet says so', () => {
  expect(statusView('running', undefined).detail).toContain('not been analysed yet');
});
