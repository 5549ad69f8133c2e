import { Patterns } from './chart.js';

/** What colours and keys mean. */
export function Legend() {
  return (
    <footer class="legend">
      <svg aria-hidden="true" width="0" height="0">
        <Patterns />
      </svg>
      {signs.map(([kind, words]) => (
        <span key={kind} class="sign">
          <svg aria-hidden="true" width="22" height="12">
            <rect class={`bar ${kind}`} y="1" width="22" height="10" />
          </svg>
          {words}
        </span>
      ))}
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

const signs = [
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
  ['← →', 'earlier, later'],
  ['+ −', 'nearer, farther; so does the wheel over the chart'],
  ['F', 'fit everything'],
  ['L', 'follow the program'],
  ['/', 'go to the filter'],
] as const;
