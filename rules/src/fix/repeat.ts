import type { Suggestion } from '../finding.js';
import type { RegisterEvent, SleepEvent, TestEvent } from '../protocol/events.js';
import type { FileModel, FunctionModel } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import type { Condition } from '../protocol/structure.js';
import { walkStructure } from '../protocol/walk-structure.js';

/** A sleep under a test that is asked once. */
export interface GuardedSleep {
  readonly tested: TestEvent;
  readonly sleep: Pick<SleepEvent, 'range'>;
  readonly registered?: RegisterEvent;
}

/**
 * `if (!c) { register; sleep; finish; }` becomes `while (!c) …`, where the whole protocol is under the test and the test
 * reads what changes: a registration before it would be used up by the first turn.
 */
export function suggestRepeat(
  { text }: FileModel,
  fn: FunctionModel,
  { tested, sleep, registered }: GuardedSleep,
): readonly Suggestion[] {
  if (tested.calls.length === 0 && !tested.reads.some(({ shared }) => shared)) return [];
  const statement = statementOf(fn, tested.range, sleep.range);
  if (!statement || !text.startsWith('if', statement[0])) return [];
  if (registered && !contains(statement, registered.range)) return [];
  const edit = { range: [statement[0], statement[0] + 'if'.length] as const, text: 'while' };
  return [{ message: 'Test again after waking: make the `if` a `while`.', edits: [edit] }];
}

/** The innermost `if` without `else` that tests the one and does the other. */
function statementOf({ body }: FunctionModel, tested: Range, slept: Range): Range | undefined {
  let found: Range | undefined;
  for (const node of walkStructure(body)) {
    if (node.kind !== 'if' || !node.range || node.otherwise || !contains(node.range, slept)) continue;
    if (leavesOf(node.test).some((leaf) => contains(leaf, tested))) found = node.range;
  }
  return found;
}

function leavesOf(condition: Condition): readonly Range[] {
  if (condition.op === 'leaf') return [condition.range];
  if (condition.op === 'not') return leavesOf(condition.operand);
  return [...leavesOf(condition.left), ...leavesOf(condition.right)];
}

function contains([start, end]: Range, inner: Range): boolean {
  return start <= inner[0] && inner[1] <= end;
}
