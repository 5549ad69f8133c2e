import type { Row } from '../state/rows.js';
import type { Actions } from './app.js';
import type { TimeZoom } from './use-time-zoom.js';

/** What the keys act on. */
export interface KeyTargets {
  readonly rows: readonly Row[];
  readonly active: Row | undefined;
  readonly actions: Actions;
  readonly zoom: TimeZoom;
  fit(): void;
}

/** Acts on a key of the timeline; others go their way. */
export function onKey(event: KeyboardEvent, targets: KeyTargets): void {
  const isModified = event.ctrlKey || event.metaKey || event.altKey;
  const isOnButton = event.target instanceof HTMLButtonElement && /^(?:Enter| )$/.test(event.key);
  const act = isModified || isOnButton ? undefined : acts[event.key];
  if (!act) return;
  event.preventDefault();
  act(targets);
}

const acts: Readonly<Record<string, ((targets: KeyTargets) => void) | undefined>> = {
  ArrowDown: (targets) => step(targets, 1),
  ArrowUp: (targets) => step(targets, -1),
  Home: ({ rows, actions }) => actions.activate(rows[0]),
  End: ({ rows, actions }) => actions.activate(rows.at(-1)),
  Enter: ({ active, actions }) => actions.open(active),
  Escape: ({ actions }) => actions.activate(undefined),
  ArrowLeft: ({ zoom }) => zoom.panBy(-0.1),
  ArrowRight: ({ zoom }) => zoom.panBy(0.1),
  '+': ({ zoom }) => zoom.zoomBy(1.5),
  '=': ({ zoom }) => zoom.zoomBy(1.5),
  '-': ({ zoom }) => zoom.zoomBy(1 / 1.5),
  f: ({ fit }) => fit(),
  l: ({ zoom }) => zoom.follow(),
  '/': () => document.getElementById('filter')?.focus(),
};

function step({ rows, active, actions }: KeyTargets, by: 1 | -1): void {
  const index = active ? rows.findIndex(({ id }) => id === active.id) : -1;
  const next = index < 0 ? (by > 0 ? 0 : rows.length - 1) : index + by;
  actions.activate(rows[Math.max(0, Math.min(rows.length - 1, next))]);
}
