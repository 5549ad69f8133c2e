import type { Counters } from '../../../protocol.js';
import { currentHold } from '../state/locks.js';
import type { SeenFinding, Verdict } from '../state/model.js';
import type { LockRow, QueueRow, Row, WaiterRow } from '../state/rows.js';
import { duration, kinds, readable } from '../state/words.js';
import type { Store } from '../store.js';
import type { Actions } from './app.js';

interface DetailsProps {
  readonly row: Row | undefined;
  readonly store: Store;
  readonly actions: Actions;
}

/** All that is known of the chosen row. */
export function Details({ row, store, actions }: DetailsProps) {
  if (!row || (row.kind === 'program' && row.findings.length === 0)) return null;
  return (
    <section class="details" aria-label={`About ${row.words.label}`}>
      <h2>{row.words.label}</h2>
      <div class="requests">
        {(row.kind === 'queue' || row.kind === 'waiter') && (
          <button type="button" onClick={() => actions.open(row)}>
            Open source
          </button>
        )}
        {row.kind === 'waiter' && row.waiter?.condition !== undefined && !row.waiter.notEvaluable && (
          <EvaluateButton row={row} store={store} />
        )}
      </div>
      {row.findings.map((finding) => (
        <FindingText key={`${finding.kind} ${finding.message}`} finding={finding} />
      ))}
      {row.kind === 'waiter' && <WaiterFacts row={row} />}
      {row.kind === 'queue' && <QueueFacts row={row} />}
      {row.kind === 'lock' && <LockFacts row={row} />}
    </section>
  );
}

function EvaluateButton({ row, store }: { readonly row: WaiterRow; readonly store: Store }) {
  const { asked: program, names } = row;
  const { waiter } = names[0];
  if (waiter === undefined) return null;
  if (program.status !== 'live' && program.status !== 'paused') return null;
  return (
    <button type="button" onClick={() => store.send({ type: 'evaluate', program: program.id, waiter })}>
      Test its condition
    </button>
  );
}

function FindingText({ finding: { kind, message, evidence, seen } }: { readonly finding: SeenFinding }) {
  return (
    <div class={`finding ${kind}`}>
      <p>{message}</p>
      {evidence.length > 0 && (
        <ol>
          {evidence.map(({ what, at, task, site }, index) => (
            <li key={index}>
              {at === undefined ? '' : `${clockTime(at)} `}
              {task ? `${task}: ` : ''}
              {what}
              {site === undefined ? '' : ` (${readable(site)})`}
            </li>
          ))}
        </ol>
      )}
      {seen && (
        <p class="seen">
          Seen from {clockTime(seen.from)} {seen.to === undefined ? 'to the end' : `to ${clockTime(seen.to)}`}
          .
        </p>
      )}
    </div>
  );
}

type Fact = readonly [name: string, value: string | undefined];

function WaiterFacts({ row: { waiter, lane, verdict, words } }: { readonly row: WaiterRow }) {
  const facts: readonly Fact[] = [
    ['Now', words.description],
    ['State', waiter?.state],
    ['Condition', lane.condition],
    ['Says', waiter?.notEvaluable ? `not tested: ${waiter.notEvaluable}` : verdictText(verdict)],
    ['Since', waiter && (waiter.since === undefined ? 'before recording' : clockTime(waiter.since))],
    ['Waits at', waiter?.site && readable(waiter.site)],
    ['Woken in vain', waiter?.spurious ? String(waiter.spurious) : undefined],
    ['Thread', waiter?.threadId === undefined ? undefined : String(waiter.threadId)],
    ['For', waiter?.forLock ? "the queue's own lock" : undefined],
  ];
  return <Facts facts={facts} />;
}

function verdictText(verdict: Verdict | undefined): string | undefined {
  if (!verdict) return undefined;
  if ('problem' in verdict) return verdict.problem;
  const { value, sleeping } = verdict.evaluation;
  return value && sleeping ? 'true, and it sleeps: a wake-up was lost' : String(value);
}

function QueueFacts({ row: { queue, words } }: { readonly row: QueueRow }) {
  const { location, counters } = queue.shown ?? {};
  const facts: readonly Fact[] = [
    ['Kind', kinds[queue.kind]],
    ['Now', words.description],
    ['Made at', location && readable(`${location.file}:${location.line}:${location.column}`)],
    ...(counters ? counterFacts(counters) : []),
  ];
  return <Facts facts={facts} />;
}

function LockFacts({ row: { lock, words } }: { readonly row: LockRow }) {
  const hold = currentHold(lock);
  const facts: readonly Fact[] = [
    ['Kind', 'lock'],
    ['Now', words.description],
    ['Since', hold && (hold.isOlder ? 'before recording' : clockTime(hold.from))],
    ['Taken at', lock.site && readable(lock.site)],
  ];
  return <Facts facts={facts} />;
}

function counterFacts(counters: Counters): readonly Fact[] {
  const { waits, finished, wakeUps, wakeUpsOfNobody, woken, spurious, timeouts, interrupts } = counters;
  const mean = (total: number, count: number) =>
    count > 0 && total > 0 ? duration(total / count) : undefined;
  return [
    ['Waits', `${waits}, ${finished} over`],
    ['Wake-ups', `${wakeUps}, ${wakeUpsOfNobody} found nobody; woke ${woken}`],
    ['Woken in vain', String(spurious)],
    ['Timed out', String(timeouts)],
    ['Interrupted', String(interrupts)],
    ['Longest wait', finished > 0 ? duration(counters.longestMs) : undefined],
    ['Mean wait', mean(counters.totalMs, finished)],
    ['Wake to run, mean', mean(counters.totalWakeToRunMs, counters.resumed)],
  ];
}

function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl>
      {facts.map(([name, value]) =>
        value === undefined || value === '' ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});

function clockTime(at: number): string {
  return clockFormat.format(at);
}
