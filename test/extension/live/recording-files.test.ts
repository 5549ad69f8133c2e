import { beforeEach, expect, test, vi } from 'vitest';
import { recordingOf } from 'waitq/inspect/client';
import type { Recorded } from '../../../extension/src/live/recorder.js';
import { queue, snapshot } from './fake-program.js';

interface Uri {
  readonly path: string;
  readonly fsPath: string;
}

/** As much of the editor as asks for files, and reads and writes them. */
const editor = vi.hoisted(() => ({
  files: new Map<string, Uint8Array>(),
  showSaveDialog: vi.fn<(options: { defaultUri?: Uri }) => Promise<Uri | undefined>>(),
  showOpenDialog: vi.fn<() => Promise<readonly Uri[] | undefined>>(),
  showErrorMessage: vi.fn<(message: string) => void>(),
}));
const uri = (path: string): Uri => ({ path, fsPath: path });

vi.mock('vscode', () => ({
  Uri: { joinPath: (folder: Uri, name: string) => uri(`${folder.path}/${name}`) },
  window: editor,
  workspace: {
    workspaceFolders: [{ uri: uri('/project') }],
    fs: {
      async writeFile({ path }: Uri, bytes: Uint8Array) {
        if (path.startsWith('/read-only')) throw new Error('no permission');
        editor.files.set(path, bytes);
      },
      readFile: async ({ path }: Uri) => editor.files.get(path) ?? Promise.reject(new Error('no such file')),
    },
  },
}));

const { openRecordings, saveRecording } = await import('../../../extension/src/live/recording-files.js');

const recorded: Recorded = {
  name: 'hang.mjs [4711] « hang',
  recording: recordingOf(snapshot([queue()]), [], snapshot([queue()], 2), 0),
};

beforeEach(() => {
  editor.files.clear();
  vi.resetAllMocks();
});

test('a recording is saved where the person says, under a name of its own, and opened again', async () => {
  editor.showSaveDialog.mockImplementation(async ({ defaultUri }) => defaultUri);
  const file = '/project/hang.mjs-4711-hang.waitq.json';
  expect(await saveRecording(recorded)).toContain(`is saved as ${file}`);
  editor.showOpenDialog.mockResolvedValue([uri(file)]);
  expect(await openRecordings()).toEqual([
    { name: 'hang.mjs-4711-hang.waitq.json', recording: recorded.recording },
  ]);
});

test('of several recordings one is asked for after the other', async () => {
  const answers: ((uri: Uri | undefined) => void)[] = [];
  editor.showSaveDialog.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
  const saved = [saveRecording(recorded), saveRecording({ ...recorded, name: 'worker' })];
  await expect.poll(() => answers).toHaveLength(1);
  answers[0]!(undefined);
  expect(await saved[0]).toContain('is not saved');
  await expect.poll(() => answers).toHaveLength(2);
  answers[1]!(uri('/tmp/worker.json'));
  expect(await saved[1]).toContain('is saved as /tmp/worker.json');
});

test('a file that can’t be written is said, and does not keep the next from being saved', async () => {
  editor.showSaveDialog.mockResolvedValueOnce(uri('/read-only/a.json')).mockResolvedValueOnce(uri('/b.json'));
  expect(await saveRecording(recorded)).toContain('can’t be saved: no permission');
  expect(await saveRecording(recorded)).toContain('is saved as /b.json');
});

test('files that are no recordings are named with what is wrong, and the others opened', async () => {
  editor.files.set('/other.json', new TextEncoder().encode('{}'));
  editor.files.set(
    '/newer.json',
    new TextEncoder().encode(JSON.stringify({ ...recorded.recording, version: 2 })),
  );
  editor.files.set('/right.json', new TextEncoder().encode(JSON.stringify(recorded.recording)));
  editor.showOpenDialog.mockResolvedValue(['/other.json', '/newer.json', '/right.json'].map(uri));
  expect((await openRecordings()).map(({ name }) => name)).toEqual(['right.json']);
  expect(editor.showErrorMessage.mock.calls).toEqual([
    [expect.stringMatching(/other\.json: not a recording/)],
    [expect.stringMatching(/newer\.json: .*version 2/)],
  ]);
});

test('who closes the dialog opens nothing', async () => {
  editor.showOpenDialog.mockResolvedValue(undefined);
  expect(await openRecordings()).toEqual([]);
});
