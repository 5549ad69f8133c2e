import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Row } from '../state/rows.js';
import type { Actions } from './app.js';

interface RowListProps {
  readonly rows: readonly Row[];
  readonly active: Row | undefined;
  readonly actions: Actions;
  /** Whether the keyboard is there as soon as the page has it. */
  readonly takesFocus: boolean;
}

/** The names of the rows: a list that the keyboard goes through and that is read aloud; the chart is not. */
export function RowList({ rows, active, actions, takesFocus }: RowListProps) {
  const list = useRef<HTMLDivElement>(null);
  useFocus(list, takesFocus);
  useEffect(() => {
    if (active) document.getElementById(elementId(active))?.scrollIntoView({ block: 'nearest' });
  }, [active?.id]);
  return (
    <div
      ref={list}
      class="row-list"
      role="listbox"
      tabIndex={0}
      aria-label="Waiters by queue"
      {...(active ? { 'aria-activedescendant': elementId(active) } : {})}
    >
      {rows.map((row) => (
        <RowName key={row.id} row={row} isActive={row.id === active?.id} actions={actions} />
      ))}
    </div>
  );
}

/** In an editor whoever goes to the page by a key or command wants to go on in the list, not at the first field. */
function useFocus(list: RefObject<HTMLElement | null>, isWanted: boolean): void {
  useEffect(() => {
    if (!isWanted) return;
    const take = (): void => {
      if (document.hasFocus() && document.activeElement === document.body) list.current?.focus();
    };
    take();
    window.addEventListener('focus', take);
    return () => window.removeEventListener('focus', take);
  }, [isWanted]);
}

function elementId({ id }: Row): string {
  return `row ${id}`.replace(/\s/g, '_');
}

interface RowNameProps {
  readonly row: Row;
  readonly isActive: boolean;
  readonly actions: Actions;
}

function RowName({ row, isActive, actions }: RowNameProps) {
  const { words, findings, kind } = row;
  const isLost = kind === 'waiter' && row.isLost;
  const count = findings.length;
  const spoken =
    count > 0 ? `${words.spoken}, ${count === 1 ? '1 finding' : `${count} findings`}` : words.spoken;
  return (
    <div
      id={elementId(row)}
      class={`row-name ${kind}${isLost ? ' lost' : ''}${isActive ? ' active' : ''}`}
      role="option"
      aria-selected={isActive}
      aria-label={spoken}
      title={`${words.label} – ${words.description}`}
      onClick={() => actions.activate(row)}
      onDblClick={() => actions.open(row)}
    >
      <span class="label">{words.label}</span>
      {(isLost || count > 0) && <span class="badge">{isLost ? '!' : count}</span>}
      <span class="description">{words.description}</span>
    </div>
  );
}
