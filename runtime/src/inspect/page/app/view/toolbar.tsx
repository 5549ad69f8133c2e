import type { PageState, ProgramView } from '../state/model.js';
import { readRecording } from '../state/recorded.js';
import type { Filters } from '../state/rows.js';
import type { Store } from '../store.js';
import type { Actions } from './app.js';

interface ToolbarProps {
  readonly state: PageState;
  readonly programs: readonly ProgramView[];
  readonly filters: Filters;
  readonly store: Store;
  readonly actions: Actions;
}

/** Filters, and what can be asked of the programs. */
export function Toolbar({ state, programs, filters, store, actions }: ToolbarProps) {
  return (
    <header class="toolbar">
      <h1>Wait Queues</h1>
      <FilterFields state={state} filters={filters} actions={actions} />
      <Requests programs={programs} store={store} />
    </header>
  );
}

const phases = [
  ['any', 'any phase'],
  ['asleep', 'asleep'],
  ['woken', 'woken'],
  ['running', 'running'],
] as const;

function FilterFields({
  state,
  filters,
  actions: { filter },
}: Pick<ToolbarProps, 'state' | 'filters' | 'actions'>) {
  const programs = [...state.programs.values()];
  return (
    <div class="fields" role="search">
      <input
        id="filter"
        type="search"
        aria-label="Filter by queue, task or condition"
        placeholder="Filter ( / )"
        value={filters.text}
        onInput={({ currentTarget }) => filter({ text: currentTarget.value })}
      />
      {programs.length > 1 && (
        <select
          aria-label="Program"
          value={filters.program}
          onChange={({ currentTarget }) => filter({ program: currentTarget.value })}
        >
          <option value="">all programs</option>
          {programs.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label="Phase"
        value={filters.phase}
        onChange={({ currentTarget }) => filter({ phase: currentTarget.value as Filters['phase'] })}
      >
        {phases.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <Check
        label="Only findings"
        on={filters.onlyFindings}
        set={(onlyFindings) => filter({ onlyFindings })}
      />
      <Check label="Ended waits" on={filters.ended} set={(ended) => filter({ ended })} />
    </div>
  );
}

interface CheckProps {
  readonly label: string;
  readonly on: boolean;
  set(on: boolean): void;
}

function Check({ label, on, set }: CheckProps) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={({ currentTarget }) => set(currentTarget.checked)} />
      {label}
    </label>
  );
}

function Requests({ programs, store }: Pick<ToolbarProps, 'programs' | 'store'>) {
  const reached = programs.filter(({ status }) => status === 'live' || status === 'paused');
  const recorded = programs.filter(({ status }) => status === 'recorded');
  const recordable = reached.filter(({ canRecord }) => canRecord !== false);
  const record = (on: boolean) => () => {
    for (const { id } of recordable) store.send({ type: 'record', program: id, on });
  };
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
      {recordable.length > 0 && (
        <>
          <button type="button" onClick={record(true)}>
            Record
          </button>
          <button type="button" onClick={record(false)}>
            Stop recording
          </button>
        </>
      )}
      {recorded.map(({ id }) => (
        <button key={id} type="button" onClick={() => store.dispatch({ type: 'close', program: id })}>
          Close recording
        </button>
      ))}
      <label class="button">
        Open recording…
        <input
          class="hidden"
          type="file"
          accept=".json"
          onChange={({ currentTarget }) => void open(currentTarget, store)}
        />
      </label>
    </div>
  );
}

async function open(input: HTMLInputElement, store: Store): Promise<void> {
  const [file] = input.files ?? [];
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
