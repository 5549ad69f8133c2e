import type { Host } from '../host.js';
import type { ProgramView } from '../state/model.js';
import { readRecording } from '../state/recorded.js';
import type { Store } from '../store.js';

interface RequestsProps {
  readonly programs: readonly ProgramView[];
  readonly store: Store;
  readonly host: Host['kind'];
}

/** What can be asked of the programs that are shown, and of their recordings. */
export function Requests({ programs, store, host }: RequestsProps) {
  const reached = programs.filter(({ status }) => status === 'live' || status === 'paused');
  return (
    <div class="requests">
      {reached.length > 0 && (
        <button
          type="button"
          title="Tests the conditions of sleepers that have no side effects: is one true and its waiter asleep, a wake-up was lost"
          onClick={() => reached.forEach(({ id }) => store.send({ type: 'check', program: id }))}
        >
          Check conditions
        </button>
      )}
      <RecordButton programs={reached} store={store} />
      {programs
        .filter(({ status }) => status === 'recorded')
        .map((program) => (
          <RecordingButtons key={program.id} program={program} store={store} host={host} />
        ))}
      {host === 'vscode' ? (
        <button type="button" onClick={() => store.send({ type: 'openRecording' })}>
          Open recording…
        </button>
      ) : (
        <FileButton store={store} />
      )}
    </div>
  );
}

/** One button, so that the keyboard stays on it: it ends what is being recorded, or begins. */
function RecordButton({ programs, store }: Pick<RequestsProps, 'programs' | 'store'>) {
  const recordable = programs.filter(({ canRecord }) => canRecord !== false);
  const recorded = recordable.filter(({ isRecording }) => isRecording);
  if (recordable.length === 0) return null;
  const isOn = recorded.length > 0;
  const toggle = (): void => {
    for (const { id } of isOn ? recorded : recordable) {
      store.send({ type: 'record', program: id, on: !isOn });
    }
  };
  return (
    <button type="button" class={isOn ? 'record on' : 'record'} onClick={toggle}>
      {isOn ? 'Stop recording' : 'Record'}
    </button>
  );
}

interface RecordingButtonsProps {
  readonly program: ProgramView;
  readonly store: Store;
  readonly host: Host['kind'];
}

function RecordingButtons({ program, store, host }: RecordingButtonsProps) {
  const { id, name } = program;
  const close = (): void => {
    store.dispatch({ type: 'close', program: id });
    store.send({ type: 'close', program: id });
  };
  const save = (): void =>
    host === 'vscode' ? store.send({ type: 'save', program: id }) : download(program);
  return (
    <>
      <button type="button" title={`Save ${name} to a file`} onClick={save}>
        Save recording…
      </button>
      <button type="button" title={`Close ${name}`} onClick={close}>
        Close recording
      </button>
    </>
  );
}

function download({ name, recording }: ProgramView): void {
  const href = URL.createObjectURL(new Blob([JSON.stringify(recording)], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = href;
  link.download = `${name
    .replace(/(?:\.waitq)?\.json$/, '')
    .replace(/[^\w.-]+/g, '-')
    .replace(/^-|-$/g, '')}.waitq.json`;
  link.click();
  URL.revokeObjectURL(href);
}

function FileButton({ store }: Pick<RequestsProps, 'store'>) {
  return (
    <label class="button">
      Open recording…
      <input
        class="hidden"
        type="file"
        accept=".json"
        onChange={({ currentTarget }) => void open(currentTarget, store)}
      />
    </label>
  );
}

async function open(input: HTMLInputElement, store: Store): Promise<void> {
  const [file] = input.files ?? [];
  // The same file may be opened again.
  input.value = '';
  if (!file) return;
  try {
    const recording = readRecording(await file.text());
    store.dispatch({ type: 'recording', name: file.name, recording });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    store.dispatch({ type: 'notice', message: `${file.name}: ${reason}` });
  }
}
