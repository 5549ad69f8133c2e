import type { Host } from '../host.js';
import type { PageState, ProgramView } from '../state/model.js';
import type { Filters } from '../state/rows.js';
import type { Store } from '../store.js';
import type { Actions } from './app.js';
import { Requests } from './requests.js';

interface ToolbarProps {
  readonly state: PageState;
  readonly programs: readonly ProgramView[];
  readonly filters: Filters;
  readonly store: Store;
  readonly actions: Actions;
  readonly host: Host['kind'];
}

/** Filters, and what can be asked of the programs. */
export function Toolbar({ state, programs, filters, store, actions, host }: ToolbarProps) {
  return (
    <header class="toolbar">
      {/* The editor's tab says it already. */}
      <h1 class={host === 'vscode' ? 'hidden' : ''}>Wait Queues</h1>
      {state.programs.size > 0 && <FilterFields state={state} filters={filters} actions={actions} />}
      <Requests programs={programs} store={store} host={host} />
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
