import type { Suggestion } from '../finding.js';
import type { RegisterEvent, SleepEvent, TestEvent } from '../protocol/events.js';
import type { FileModel } from '../protocol/model.js';
import { negateText } from './condition-text.js';
import { textBefore } from './text-before.js';

/** A sleep that comes after a registration without a new test. */
export interface UntestedSleep {
  readonly tested: TestEvent;
  /** The value of the test that leads to the sleep; null where it could not be told. */
  readonly polarity: boolean | null;
  readonly armed: RegisterEvent;
  readonly sleep: SleepEvent;
}

/** `schedule();` becomes `if (!c) schedule();`, where evaluating the condition once more takes nothing away. */
export function suggestTestAgain(
  { text, language }: Pick<FileModel, 'text' | 'language'>,
  { tested, polarity, armed, sleep }: UntestedSleep,
): readonly Suggestion[] {
  const statement = statementOf(text, sleep);
  if (!statement || polarity === null || !isRepeatable(tested)) return [];
  if (tested.calls.some(({ awaited }) => awaited) && !isDisposed(text, armed)) return [];
  const source = text.slice(...tested.range);
  const condition = polarity ? source : negateText(source);
  // finish_wait() sets the running state; after a bare set_current_state() only waking does.
  const isBare =
    language === 'c' && !armed.queues && !/^[^}]*\bTASK_RUNNING\b/.test(text.slice(statement[1]));
  const otherwise = isBare ? ' else __set_current_state(TASK_RUNNING);' : '';
  // The else of an if around the sleep must not become ours.
  const isBeforeElse = /^\s*else\b/.test(text.slice(statement[1]));
  const [open, close] = isBeforeElse ? ['{ ', ' }'] : ['', ''];
  const edits = [
    { range: [statement[0], statement[0]], text: `${open}if (${condition}) ` },
    { range: [statement[1], statement[1]], text: otherwise + close },
  ] as const;
  return [{ message: 'Test again after registering.', edits: edits.filter((edit) => edit.text !== '') }];
}

/** The range of the sleep as a statement of its own, from an `await` to the semicolon. */
function statementOf(
  text: string,
  { range: [start, end], call }: SleepEvent,
): readonly [number, number] | null {
  const semicolon = /^\s*;/.exec(text.slice(end));
  const before = /(?:^|[;{})]|\*\/|\n)\s*?((?:await\s+)?)$/.exec(textBefore(text, start));
  if (!semicolon || !before || call.use !== 'dropped') return null;
  return [start - before[1]!.length, end + semicolon[0].length];
}

/** Names of functions that take what they find: called again, they take another one. */
const TAKES =
  /(?:^|_)(?:test_and|try|trylock|get|take|pop|shift|dequeue|fetch|alloc|x?chg|cmpxchg|exchange|inc|dec|add|sub|claim|grab|acquire|consume|remove|del)(?:_|$)/;

/** What was tested lives on and is only looked at. */
function isRepeatable({ calls, reads, text }: TestEvent): boolean {
  if (calls.length === 0 && !reads.some(({ shared }) => shared)) return false;
  if (calls.some(({ name }) => TAKES.test(snake(name)))) return false;
  return !/[^=!<>]=[^=]|\+\+|--/.test(text);
}

/** A test that is awaited may fail while registered; an entry declared with `using` is finished all the same. */
function isDisposed(text: string, { entry }: RegisterEvent): boolean {
  const name = entry?.place?.text ?? '';
  return /^[\w$]+$/.test(name) && new RegExp(`\\busing\\s+${name.replaceAll('$', '\\$')}\\b`).test(text);
}

/** `this.queue.tryTake` → `this_queue_try_take`. */
function snake(name: string): string {
  return name
    .replace(/\W+/g, '_')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase();
}
