import type { Condition } from '../protocol/structure.js';

/** A condition as source text. */
export function renderCondition(condition: Condition, source: string): string {
  return render(condition, source, false);
}

/** The opposite of a condition as source text: `!ready` for `ready`, `a != b` for `a == b`. */
export function renderOpposite(condition: Condition, source: string): string {
  return render(condition, source, true);
}

/** True when evaluating the condition only reads, so that it may be evaluated again elsewhere. */
export function isRepeatable(condition: Condition): boolean {
  if (condition.op === 'leaf')
    return condition.before.every((step) => step.kind === 'call') && condition.constant === undefined;
  return condition.op === 'not'
    ? isRepeatable(condition.operand)
    : isRepeatable(condition.left) && isRepeatable(condition.right);
}

function render(condition: Condition, source: string, negate: boolean): string {
  if (condition.op === 'not') return render(condition.operand, source, !negate);
  if (condition.op === 'leaf') return renderLeaf(source.slice(...condition.range), negate);
  const isAnd = (condition.op === 'and') !== negate;
  const operands = [condition.left, condition.right].map((side) =>
    parenthesize(side, isAnd, render(side, source, negate), negate),
  );
  return operands.join(isAnd ? ' && ' : ' || ');
}

/** `||` inside `&&` needs parentheses. */
function parenthesize(side: Condition, insideAnd: boolean, text: string, negate: boolean): string {
  const isOr = (side.op === 'or' && !negate) || (side.op === 'and' && negate);
  return insideAnd && isOr ? `(${text})` : text;
}

const OPPOSITES: Readonly<Record<string, string>> = {
  '==': '!=',
  '!=': '==',
  '===': '!==',
  '!==': '===',
  '<': '>=',
  '>=': '<',
  '>': '<=',
  '<=': '>',
};

/** The opposite of one expression's text. */
export function negateText(text: string): string {
  return renderLeaf(text, true);
}

function renderLeaf(text: string, negate: boolean): string {
  if (!negate) return text;
  const comparison =
    /^((?:->|[^=!<>&|?])+?)\s*(===|!==|==|!=|<=|>=|<(?!<)|>(?!>))\s*((?:->|[^=!<>&|?])+)$/.exec(text);
  if (comparison && !/-$/.test(comparison[1]!))
    return `${comparison[1]} ${OPPOSITES[comparison[2]!]} ${comparison[3]}`;
  return /^[\w$.#]+(->[\w$]+|\.[\w$#]+|\[[\w$]+\])*(\([^()]*\))?$/.test(text) ? `!${text}` : `!(${text})`;
}
