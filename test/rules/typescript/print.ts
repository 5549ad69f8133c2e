import type { Call, Operand } from '../../../rules/src/protocol/events.js';
import type { FileModel, FunctionModel } from '../../../rules/src/protocol/model.js';
import type { Condition, Structure } from '../../../rules/src/protocol/structure.js';

/** A model as indented text, for tests and for reading by eye. */
export function printModel(model: FileModel): string {
  const functions = model.functions.map((fn) => `${headOf(fn)}\n${printStructure(fn.body, '  ')}`);
  const declarations = model.declarations.map(
    (d) => `declare ${d.storage} ${d.name} is ${d.is}${d.value ? ` = ${printOperand(d.value)}` : ''}`,
  );
  const problems = model.problems.map((problem) => `problem: ${problem.message}`);
  return [...functions, ...declarations, ...problems].join('\n');
}

/** A function's body as indented text. */
export function printStructure(structure: Structure, indent = ''): string {
  return linesOf(structure)
    .map((line) => indent + line)
    .join('\n');
}

function headOf(fn: FunctionModel): string {
  const flags = [fn.isAsync && 'async', fn.isGenerator && 'generator', fn.isLocal && 'local'].filter(Boolean);
  const name = fn.className === undefined ? fn.name : `${fn.className}.${fn.name}`;
  return `function ${name}(${fn.parameters.join(', ')})${flags.length > 0 ? ` ${flags.join(' ')}` : ''}`;
}

function linesOf(s: Structure): string[] {
  switch (s.kind) {
    case 'sequence':
      return s.body.flatMap(linesOf);
    case 'call':
      return [`${printCall(s.call)}${s.mayThrow ? ' !' : ''}`];
    case 'event':
      if (s.event.kind !== 'update') return [`${s.event.kind}${s.mayThrow ? ' !' : ''}`];
      return [`${s.event.place.text} := ${s.event.value ? printOperand(s.event.value) : '?'}`];
    case 'if':
      return [...block('if', s.test, s.then), ...(s.otherwise ? ['else', ...nest(s.otherwise)] : [])];
    case 'choice':
      return s.arms.flatMap((arm, i) => [i === 0 ? 'either' : 'or', ...nest(arm)]);
    case 'loop':
      return loopLines(s);
    case 'switch':
      return [
        ...leaves(s.subject),
        `switch ${printCondition(s.subject)}`,
        ...s.cases.flatMap((c) => [`case ${c.text}`, ...c.body.flatMap(nest)]),
      ];
    case 'label':
      return [`label ${s.name}`, ...nest(s.body)];
    case 'return':
      return [s.value ? `return ${printOperand(s.value)}` : 'return'];
    case 'try':
      return [
        'try',
        ...nest(s.body),
        ...(s.handler ? ['catch', ...nest(s.handler)] : []),
        ...(s.finalizer ? ['finally', ...nest(s.finalizer)] : []),
      ];
    case 'throw':
      return ['throw'];
    default:
      return [s.label === undefined ? s.kind : `${s.kind} ${s.label}`];
  }
}

function loopLines(s: Structure & { kind: 'loop' }): string[] {
  const test = s.test ? printCondition(s.test) : s.unknownTest ? '?' : 'always';
  const head = `${s.label === undefined ? '' : `${s.label}: `}${s.testAt === 'after' ? 'do-while' : 'while'} ${test}`;
  const update = s.update ? ['update', ...nest(s.update)] : [];
  return [
    head,
    ...(s.test ? leaves(s.test).map((line) => `  test ${line}`) : []),
    ...nest(s.body),
    ...update,
  ];
}

function block(word: string, test: Condition, body: Structure): string[] {
  return [...leaves(test), `${word} ${printCondition(test)}`, ...nest(body)];
}

function nest(s: Structure): string[] {
  return linesOf(s).map((line) => `  ${line}`);
}

/** What happens while a condition is evaluated. */
function leaves(condition: Condition): string[] {
  if (condition.op === 'not') return leaves(condition.operand);
  if (condition.op !== 'leaf') return [...leaves(condition.left), ...leaves(condition.right)];
  return condition.before.flatMap(linesOf);
}

/** `(a && !b)`, with what each leaf reads. */
export function printCondition(condition: Condition): string {
  if (condition.op === 'not') return `!${printCondition(condition.operand)}`;
  if (condition.op === 'leaf') {
    const reads = condition.reads.map((place) => place.text + (place.shared ? '' : "'")).join(', ');
    return `{${condition.text}${condition.constant === undefined ? '' : ` = ${condition.constant}`} <- ${reads}}`;
  }
  const word = condition.op === 'and' ? '&&' : '||';
  return `(${printCondition(condition.left)} ${word} ${printCondition(condition.right)})`;
}

/** `finishWait(q, w) [dropped]`, API calls with their action, calls into the file with `->`. */
export function printCall(call: Call): string {
  const action = call.api ? `<${call.api.action}> ` : '';
  const target = call.target === undefined ? '' : ` -> #${call.target}`;
  const awaited = call.awaited ? ' awaited' : '';
  return `${action}${call.name}(${call.args.map(printOperand).join(', ')}) [${call.use}${awaited}]${target}`;
}

/** The operand's form and path; unshared places end in an apostrophe. */
export function printOperand(operand: Operand): string {
  const place = operand.place ? operand.place.text + (operand.place.shared ? '' : "'") : '';
  const reads = operand.reads.map((read) => read.text + (read.shared ? '' : "'")).join(', ');
  const constant = operand.constant === undefined ? '' : `=${JSON.stringify(operand.constant)}`;
  switch (operand.form) {
    case 'place':
      return place + constant;
    case 'literal':
      return operand.text.slice(0, 40);
    case 'function':
      return `${operand.isAsync ? 'async ' : ''}function${place ? ` ${place}` : ''}{${reads}; ${operand.calls.map((c) => c.name).join(', ')}}`;
    case 'copy':
      return `copy of ${place}`;
    default:
      return `${operand.form}{${operand.text.slice(0, 40)} <- ${reads}}${constant}`;
  }
}
