import { useEffect, useLayoutEffect, useReducer, useState } from 'preact/hooks';
import type { Clock } from '../clock.js';
import type { Host } from '../host.js';
import type { PageState, ProgramView } from '../state/model.js';
import { sameSelection } from '../state/reduce.js';
import {
  noFilters,
  programsOf,
  rowsOf,
  selectedRow,
  selectionOf,
  siteOf,
  type Filters,
  type Row,
} from '../state/rows.js';
import type { Store } from '../store.js';
import { Details } from './details.js';
import { Legend } from './legend.js';
import { Notices } from './notices.js';
import { Timeline } from './timeline.js';
import { Toolbar } from './toolbar.js';
import { emptyText } from './empty.js';

export interface AppProps {
  readonly host: Host;
  readonly store: Store;
  readonly clock: Clock;
}

/** What every part of the page may do. */
export interface Actions {
  activate(row: Row | undefined): void;
  open(row: Row | undefined): void;
  filter(change: Partial<Filters>): void;
  /** To a width in pixels. */
  widenNames(width: number): void;
}

/** The page. */
export function App({ host, store, clock }: AppProps) {
  // The time of what is drawn is that of a change or tick: one that went on by itself would draw for ever.
  const [{ at }, redraw] = useReducer(() => ({ at: clock.now() }), { at: 0 });
  const [chosen, setFilters] = useState<Filters>(() => ({ ...noFilters, ...savedIn(host).filters }));
  const [namesWidth, setNamesWidth] = useState(() => savedIn(host).namesWidth);
  const [activeId, setActiveId] = useState<string>();
  useEffect(() => store.onChange(() => redraw(undefined)), [store]);
  // At once, not after the next picture: the page may be gone by then.
  useLayoutEffect(() => host.save({ filters: chosen, namesWidth } satisfies Saved), [chosen, namesWidth]);

  const { state } = store;
  const { opened } = state;
  useEffect(() => {
    // A recording that has just been opened is what its opener wants to see.
    if (opened !== null) setFilters({ ...noFilters, program: opened });
  }, [opened]);
  const filters = withKnownProgram(chosen, state);
  for (const { now, status } of state.programs.values())
    if (status !== 'recorded' && now > 0) clock.heard(now);
  const programs = programsOf(state, filters);
  useTicks(programs, () => redraw(undefined));
  const now = (program: ProgramView): number => nowOf(program, at);
  const { rows, more } = rowsOf(state, filters, now);
  const active = useActiveRow(state, rows, activeId);

  const actions: Actions = {
    activate(row) {
      setActiveId(row?.id);
      const selection = selectionOf(row);
      if (sameSelection(selection, store.state.selection)) return;
      store.dispatch({ type: 'select', selection });
      store.send({ type: 'select', selection });
    },
    open(row) {
      const selection = selectionOf(row);
      const site = siteOf(row);
      if (selection) store.send({ type: 'open', selection, ...(site === undefined ? {} : { site }) });
    },
    filter: (change) => setFilters((before) => ({ ...before, ...change })),
    widenNames: setNamesWidth,
  };
  const empty = emptyText(state, programs, rows, host.kind);
  return (
    <>
      <Toolbar
        state={state}
        programs={programs}
        filters={filters}
        store={store}
        actions={actions}
        host={host.kind}
      />
      <Notices
        state={state}
        programs={empty ? programs.filter(({ status }) => status !== 'connecting') : programs}
        dismiss={() => store.dispatch({ type: 'dismiss' })}
      />
      <Timeline
        key={filters.program}
        rows={rows}
        more={more}
        programs={programs}
        active={active}
        actions={actions}
        now={now}
        empty={empty}
        namesWidth={namesWidth}
        takesFocus={host.kind === 'vscode'}
      />
      <Details row={active} store={store} actions={actions} />
      {!empty && <Legend />}
    </>
  );
}

/** Where open spans of a program end; time goes on for a running one only. */
function nowOf({ status, now }: ProgramView, at: number): number {
  return status === 'live' ? Math.max(now, at) : now;
}

/** What outlasts a reload of the page. */
interface Saved {
  readonly filters?: Partial<Filters>;
  readonly namesWidth?: number | undefined;
}

function savedIn(host: Host): Saved {
  return (host.load() ?? {}) as Saved;
}

/** The program that was chosen may have gone, as a recording that was closed has. */
function withKnownProgram(filters: Filters, { programs }: PageState): Filters {
  return programs.has(filters.program) ? filters : { ...filters, program: noFilters.program };
}

/** What was selected elsewhere is the active row here; what was selected here stays so where it selects nothing. */
function useActiveRow(state: PageState, rows: readonly Row[], activeId: string | undefined): Row | undefined {
  const own = rows.find(({ id }) => id === activeId);
  if (sameSelection(selectionOf(own), state.selection)) return own;
  return selectedRow(rows, state.selection) ?? own;
}

/** While a program runs its open spans grow; less often for those who want less motion. */
function useTicks(programs: readonly ProgramView[], tick: () => void): void {
  const runs = programs.some(({ status }) => status === 'live');
  useEffect(() => {
    if (!runs) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const timer = setInterval(tick, isCalm ? 1000 : 200);
    return () => clearInterval(timer);
  }, [runs]);
}
