import { useRef } from 'preact/hooks';
import type { NamesWidth } from './use-names-width.js';

/** The edge of the names, which mouse and keyboard move: for names that are longer than their column. */
export function Divider({ names }: { readonly names: NamesWidth }) {
  const from = useRef<number | undefined>(undefined);
  const { width, least, most } = names;
  return (
    <div
      class="divider"
      role="separator"
      tabIndex={0}
      title="Drag to resize, double-click to fit"
      aria-label="Width of the names"
      aria-orientation="vertical"
      aria-valuenow={width}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuetext={`${width} pixels`}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        from.current = event.clientX - width;
      }}
      onPointerMove={(event) => {
        if (from.current !== undefined) names.set(event.clientX - from.current);
      }}
      onLostPointerCapture={() => (from.current = undefined)}
      onDblClick={() => names.fit()}
      onKeyDown={(event) => onKey(event, names)}
    />
  );
}

function onKey(event: KeyboardEvent, names: NamesWidth): void {
  const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : acts[event.key];
  if (!act) return;
  event.preventDefault();
  // Elsewhere in the timeline the same keys move it.
  event.stopPropagation();
  act(names);
}

/** Pixels that a key moves the edge by. */
const step = 20;

const acts: Readonly<Record<string, ((names: NamesWidth) => void) | undefined>> = {
  ArrowLeft: ({ width, set }) => set(width - step),
  ArrowRight: ({ width, set }) => set(width + step),
  Home: ({ least, set }) => set(least),
  End: ({ most, set }) => set(most),
  Enter: ({ fit }) => fit(),
};
