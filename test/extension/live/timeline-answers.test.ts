import { afterEach, expect, test } from 'vitest';
import type { ToPage } from 'waitq/inspect/page';
import { LiveHub } from '../../../extension/src/live/hub.js';
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
  const answer = createAnswers({ hub, selection, recorder, open: () => undefined, keep }, (message) =>
    told.push(message),
  );
  hub.add(source({ evaluate: async () => Promise.reject(new Error('it broke')) }));
  hub.hear('p', { snapshot: snapshot([queue({ waiters: [waiter()] })]) });
  return { answer, told, kept, selection };
}

test('a recording is begun and ended from the timeline, shown there, and kept', async () => {
  const { answer, told, kept } = answering();
  await answer({ type: 'record', program: 'p', on: true });
  expect(told).toEqual([{ type: 'notice', message: 'Recording, until you stop it: p.js.' }]);
  await answer({ type: 'record', program: 'p', on: false });
  expect(kept).toMatchObject([{ name: 'p.js', recording: { format: 'waitq-recording' } }]);
  expect(told.slice(1)).toEqual([
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
    { type: 'programs', programs: [{ id: 'p', status: 'live' }] },
    { type: 'snapshot', program: 'p' },
    { type: 'findings', program: 'p' },
    { type: 'select', selection: { program: 'p', queue: 1 } },
    { type: 'notice', message: 'Recording, until you stop it: p.js.' },
  ]);
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
