import type { ComponentChildren } from 'preact';
import { Patterns } from './chart.js';

/** What colours and keys mean. */
export function Legend() {
  return (
    <footer class="legend">
      <svg aria-hidden="true" width="0" height="0">
        <Patterns />
      </svg>
      {bars.map(([kind, words]) => (
        <Sign key={kind} words={words}>
          <rect class={`bar ${kind}`} y="1" width="22" height="10" />
        </Sign>
      ))}
      <Sign words="wake-up">
        <path class="wake" d="M11,1 l5,5 l-5,5 l-5,-5 z" />
      </Sign>
      <Sign words="found nobody">
        <path class="wake vain" d="M11,1 l5,5 l-5,5 l-5,-5 z" />
      </Sign>
      <Sign words="wake-up to run">
        <path class="arrow" d="M1,2 L21,10" marker-end="url(#head)" />
      </Sign>
      <details>
        <summary>Keys</summary>
        <dl>
          {keys.map(([key, words]) => (
            <div key={key}>
              <dt>
                <kbd>{key}</kbd>
              </dt>
              <dd>{words}</dd>
            </div>
          ))}
        </dl>
      </details>
    </footer>
  );
}

interface SignProps {
  readonly words: string;
  readonly children: ComponentChildren;
}

function Sign({ words, children }: SignProps) {
  return (
    <span class="sign">
      <svg aria-hidden="true" width="22" height="12">
        {children}
      </svg>
      {words}
    </span>
  );
}

const bars = [
  ['asleep', 'asleep'],
  ['woken', 'woken, not running'],
  ['running', 'running'],
  ['lost', 'lost wake-up'],
  ['held', 'lock held'],
  ['gap', 'events missing'],
] as const;

const keys = [
  ['↑ ↓ Home End', 'choose a row'],
  ['Enter', 'open its source'],
  ['Escape', 'choose nothing'],
  ['← →', 'earlier, later; on the edge of the names: narrower, wider'],
  ['+ −', 'nearer, farther; so does the wheel over the chart'],
  ['F', 'fit everything'],
  ['L', 'follow the program'],
  ['/', 'go to the filter'],
] as const;
