import { readConditional } from './conditionals.js';
import { isSkipping, restore, snapshot, type OpenConditional, type State } from './scan-state.js';

/** Takes a conditional directive into account: which arms are code, and where the braces stand. */
export function readDirective(state: State): void {
  const { lexer } = state;
  const conditional = readConditional(lexer.text, lexer.start, lexer.end);
  if (!conditional) return;
  if (conditional.kind === 'if') openConditional(state, conditional.fixed);
  else if (conditional.kind === 'endif') closeConditional(state);
  else nextArm(state, conditional.fixed);
}

function openConditional(state: State, fixed: boolean | undefined): void {
  const before = snapshot(state);
  state.conditionals.push({
    before,
    arm: before,
    armStart: state.lexer.end,
    isDecided: fixed === true,
    isSkipping: isSkipping(state) || fixed === false,
    isFirst: fixed !== false,
  });
}

function nextArm(state: State, fixed: boolean | undefined): void {
  const open = state.conditionals.at(-1);
  if (!open || isSkippedByOuter(state)) return;
  endArm(state, open);
  open.arm = snapshot(state);
  open.armStart = state.lexer.end;
  open.isSkipping = open.isDecided || fixed === false;
  if (!open.isSkipping && fixed === true) open.isDecided = true;
}

function closeConditional(state: State): void {
  const open = state.conditionals.at(-1);
  if (!open) return;
  if (!isSkippedByOuter(state)) endArm(state, open);
  state.conditionals.pop();
}

function isSkippedByOuter(state: State): boolean {
  return state.conditionals.length > 1 && state.conditionals.at(-2)!.isSkipping;
}

function endArm(state: State, open: OpenConditional): void {
  if (open.isSkipping) return endSkipping(state, open, state.lexer.start);
  const isBalanced = state.depth === open.before.depth && state.parens === open.before.parens;
  // of arms that open or close braces the first one counts, and the others are left out
  if (!isBalanced && !open.isFirst) {
    restore(state, open.arm);
    state.skipped.push([open.armStart, state.lexer.start]);
  }
  open.isFirst = false;
}

/** The arm that is being left out ends here. */
export function endSkipping(state: State, open: OpenConditional, end: number): void {
  state.skipped.push([open.armStart, end]);
  open.isSkipping = false;
}
