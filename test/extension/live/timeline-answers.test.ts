import { afterEach, describe, expect, test } from 'vitest';
import type { ToPage } from 'waitq/inspect/page';
import { LiveHub } from '../../../extension/src/live/hub.js';
import { createOpenRecordings } from '../../../extension/src/live/open-recordings.js';
import { createRecorder, type Recorded, type Recorder } from '../../../extension/src/live/recorder.js';
import { createSelection } from '../../../extension/src/live/selection.js';
import { createAnswers } from '../../../extension/src/live/timeline-answers.js';
import { queue, snapshot, source, waiter } from './fake-program.js';

let recorder: Recorder;
afterEach(() => recorder.dispose());

function answering() {
  const hub = new LiveHub();
  const told: ToPage[] = [];
  const kept: Recorded[] = [];
  const selection = createSelection();
  recorder = createRecorder(hub, () => undefined);
  const keep = async (recorded: Recorded) => `kept ${kept.push(recorded)}`;
  const asked: unknown[] = [];
  const recordings = createOpenRecordings();
  const answer = createAnswers(
    {
      ...{ hub, selection, recorder, recordings, keep },
      open: (...wanted) => void asked.push(wanted),
      openRecordings: async () => void asked.push('openRecordings'),
    },
    (message) => told.push(message),
  );
  hub.onMessage((message) => told.push(message));
  hub.add(source({ evaluate: async () => Promise.reject(new Error('it broke')) }));
  hub.hear('p', { snapshot: snapshot([queue({ waiters: [waiter()] })]) });
  told.length = 0;
  return { answer, told, kept, selection, recordings, asked };
}

test('a recording is begun and ended from the timeline, shown there, and kept', async () => {
  const { answer, told, kept } = answering();
  await answer({ type: 'record', program: 'p', on: true });
  expect(told).toMatchObject([{ type: 'programs', programs: [{ id: 'p', isRecording: true }] }]);
  told.length = 0;
  await answer({ type: 'record', program: 'p', on: false });
  expect(kept).toMatchObject([{ name: 'p.js', recording: { format: 'waitq-recording' } }]);
  expect(told).toMatchObject([
    { type: 'programs', programs: [expect.not.objectContaining({ isRecording: true })] },
    { type: 'recording', name: 'p.js, recorded', recording: kept[0]!.recording },
    { type: 'notice', message: 'kept 1' },
  ]);
});

test('a page that is drawn anew learns what is there, what is selected, and what is being recorded', async () => {
  const { answer, told, selection } = answering();
  selection.set({ program: 'p', queue: 1 }, 'tree');
  await answer({ type: 'record', program: 'p', on: true });
  told.length = 0;
  await answer({ type: 'ready' });
  expect(told).toMatchObject([
    { type: 'programs', programs: [{ id: 'p', status: 'live', isRecording: true }] },
    { type: 'snapshot', program: 'p' },
    { type: 'findings', program: 'p' },
    { type: 'select', selection: { program: 'p', queue: 1 } },
  ]);
});

describe('a recording that is shown', () => {
  async function recorded() {
    const all = answering();
    await all.answer({ type: 'record', program: 'p', on: true });
    await all.answer({ type: 'record', program: 'p', on: false });
    const shown = all.told.find((message) => message.type === 'recording')!;
    all.told.length = 0;
    return { ...all, id: shown.id! };
  }
  const recordingsIn = (told: readonly ToPage[]) => told.filter(({ type }) => type === 'recording');

  test('is there again when the page is drawn anew, and not as one that was just opened', async () => {
    const { answer, told, id } = await recorded();
    await answer({ type: 'ready' });
    expect(recordingsIn(told)).toMatchObject([{ id, isKnown: true }]);
  });

  test('and is closed there stays away, and what was selected in it is not selected any more', async () => {
    const { answer, told, id, selection } = await recorded();
    selection.set({ program: id, queue: 1 }, 'timeline');
    await answer({ type: 'close', program: id });
    expect(selection.now).toBeNull();
    await answer({ type: 'ready' });
    expect(recordingsIn(told)).toEqual([]);
  });

  test('is saved when that is asked for', async () => {
    const { answer, told, id, kept } = await recorded();
    await answer({ type: 'save', program: id });
    expect(kept[1]).toMatchObject({ name: 'p.js, recorded', recording: kept[0]!.recording });
    expect(told).toEqual([{ type: 'notice', message: 'kept 2' }]);
  });

  test('that was opened while the page was hidden is new to it', async () => {
    const { answer, told, recordings, kept } = await recorded();
    recordings.add({ name: 'file.json', recording: kept[0]!.recording });
    await answer({ type: 'ready' });
    expect(recordingsIn(told)).toMatchObject([{ isKnown: true }, { name: 'file.json' }]);
    expect(recordingsIn(told)[1]).not.toHaveProperty('isKnown');
  });
});

test('files and sources are opened by the editor', async () => {
  const { answer, asked } = answering();
  const selection = { program: 'recording 1', queue: 1, waiter: 7 };
  await answer({ type: 'openRecording' });
  await answer({ type: 'open', selection, site: '/a.js:3:4' });
  expect(asked).toEqual(['openRecordings', [selection, '/a.js:3:4']]);
});

test('every program that is watched can be recorded', async () => {
  const { answer, told } = answering();
  await answer({ type: 'ready' });
  expect(told[0]).toMatchObject({ programs: [expect.not.objectContaining({ canRecord: false })] });
});

test('what goes wrong is read on the page', async () => {
  const { answer, told } = answering();
  await answer({ type: 'record', program: 'p', on: false });
  await answer({ type: 'evaluate', program: 'p', waiter: 7 });
  await answer({ type: 'evaluate', program: 'gone', waiter: 7 });
  expect(told).toEqual([
    { type: 'notice', message: 'p.js is not being recorded.' },
    { type: 'notice', message: 'it broke' },
    { type: 'evaluated', program: 'gone', waiter: 7, problem: 'The program has ended.' },
  ]);
});
