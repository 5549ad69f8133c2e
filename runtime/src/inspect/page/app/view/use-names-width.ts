import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Row } from '../state/rows.js';

/** How wide the names of the rows are, in pixels. */
export interface NamesWidth {
  readonly width: number;
  readonly least: number;
  readonly most: number;
  set(width: number): void;
  /** As wide as the longest row; nobody has to move the mouse to read it. */
  fit(): void;
}

/** Pixels. */
const least = 120;

/** How much of the page the names may take, chosen and unasked. */
const shares = { most: 0.75, unasked: 0.4, usual: 0.28 } as const;

/** Unless somebody has `chosen` a width, names are as wide as they need, and never narrower than they were. */
export function useNamesWidth(
  page: RefObject<HTMLElement | null>,
  rows: readonly Row[],
  chosen: number | undefined,
  choose: (width: number) => void,
): NamesWidth {
  const total = usePageWidth(page);
  const [grown, setGrown] = useState(0);
  const labels = rows.map(({ id, words }) => `${id} ${words.label}`).join('\n');
  useLayoutEffect(() => {
    if (chosen === undefined) setGrown((before) => Math.max(before, needed(page.current, '.label')));
  }, [labels, chosen, total]);
  const most = Math.max(least, Math.floor(total * shares.most));
  const within = (width: number): number => Math.round(Math.max(least, Math.min(most, width)));
  const unasked = Math.min(total * shares.unasked, Math.max(210, total * shares.usual, grown));
  return {
    width: within(chosen ?? unasked),
    least,
    most,
    set: (width) => choose(within(width)),
    fit: () => choose(within(needed(page.current, '.label, .description'))),
  };
}

/** The width in which no row cuts what it says in these of its parts. */
function needed(page: HTMLElement | null, parts: string): number {
  const rows = [...(page?.querySelectorAll<HTMLElement>('.row-name') ?? [])];
  const widths = rows.map((row) => {
    const cut = [...row.querySelectorAll<HTMLElement>(parts)].map(
      ({ scrollWidth, clientWidth }) => scrollWidth - clientWidth,
    );
    const shown = [...row.children].at(parts.includes('.description') ? -1 : -2);
    const right = shown ? shown.getBoundingClientRect().right - row.getBoundingClientRect().left : 0;
    return right + cut.reduce((sum, more) => sum + more, 0);
  });
  return Math.ceil(Math.max(0, ...widths)) + margin;
}

/** Pixels that a name leaves free on its right. */
const margin = 44;

function usePageWidth(page: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    if (!page.current) return;
    setWidth(page.current.clientWidth);
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    observer.observe(page.current);
    return () => observer.disconnect();
  }, []);
  return width;
}
