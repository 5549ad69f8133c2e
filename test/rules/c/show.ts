import { beforeAll } from 'vitest';
import { grammarReady } from '../../../rules/src/c/grammar.js';
import { lowerC } from '../../../rules/src/c/lower.js';
import type { Call } from '../../../rules/src/protocol/events.js';
import type { FileModel, FunctionModel } from '../../../rules/src/protocol/model.js';
import type { Condition, Structure } from '../../../rules/src/protocol/structure.js';

/** Call in a `describe` or at the top of a test file: C can be parsed in the tests below. */
export function useGrammar(): void {
  beforeAll(() => grammarReady());
}

/** The only function of a text. */
export function functionOf(text: string): FunctionModel {
  const model = lowerC(text);
  if (model.functions.length !== 1) throw new Error(`${String(model.functions.length)} functions`);
  return model.functions[0]!;
}

/** Lowers statements inside a function that waits, and shows what became of them. */
export function show(statements: string, parameters = 'struct dev *dev, int x'): string {
  const model = lowerC(`void f(${parameters})\n{\n${statements}\nwait_event(end_q, end);\n}\n`);
  const lines = showStructure(model.functions.at(-1)!.body).filter(
    (line) => !line.startsWith('wait_event(end_q'),
  );
  return lines.join('\n');
}

/** Template text without its common indentation. */
export function lines(text: string): string {
  const all = text.replace(/^\n|\n\s*$/g, '').split('\n');
  const indent = Math.min(...all.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return all.map((line) => line.slice(indent)).join('\n');
}

export function callNamed(model: FileModel, name: string): Call {
  const found = model.functions.flatMap((fn) => collect(fn.body)).find((call) => call.name === name);
  if (!found) throw new Error(`no call of ${name}`);
  return found;
}

function collect(structure: Structure): Call[] {
  const calls: Call[] = [];
  JSON.stringify(structure, (_, value: unknown) => {
    if (value && typeof value === 'object' && 'nameRange' in value) calls.push(value as Call);
    return value;
  });
  return calls;
}

/** A structure as indented pseudo-code, one step a line. */
export function showStructure(node: Structure): string[] {
  const inner = (child: Structure | undefined): string[] =>
    child ? showStructure(child).map((line) => `  ${line}`) : [];
  switch (node.kind) {
    case 'sequence':
      return node.body.flatMap(showStructure);
    case 'call':
      return [showCall(node.call)];
    case 'event':
      if (node.event.kind === 'update')
        return [`${node.event.place.text} = ${node.event.value?.text ?? '?'}`];
      return [node.event.kind];
    case 'if':
      return [
        `if ${showCondition(node.test)}`,
        ...inner(node.then),
        ...(node.otherwise ? ['else', ...inner(node.otherwise)] : []),
      ];
    case 'choice':
      return ['choice', ...node.arms.flatMap((arm) => ['  arm', ...inner(arm).map((line) => `  ${line}`)])];
    case 'loop': {
      const test = node.test ? showCondition(node.test) : node.unknownTest ? 'some time' : 'ever';
      return [
        `loop ${node.testAt === 'after' ? 'do ' : ''}${test}`,
        ...inner(node.body),
        ...(node.update ? ['next', ...inner(node.update)] : []),
      ];
    }
    case 'switch':
      return [
        `switch ${showCondition(node.subject)}`,
        ...node.cases.flatMap((arm) => [
          `  ${arm.isDefault ? 'default' : `case ${arm.text}`}`,
          ...arm.body.flatMap(inner).map((line) => `  ${line}`),
        ]),
      ];
    case 'label':
      return [`${node.name}:`, ...showStructure(node.body)];
    case 'goto':
      return [`goto ${node.label}`];
    case 'return':
      return [`return${node.value ? ` ${node.value.text}` : ''}`];
    case 'try':
      return ['try', ...inner(node.body), ...(node.finalizer ? ['finally', ...inner(node.finalizer)] : [])];
    default:
      return [node.kind];
  }
}

function showCall({ name, args, use }: Call): string {
  return `${name}(${args.map((arg) => arg.text).join(', ')})${use === 'dropped' ? '' : ` ${use}`}`;
}

export function showCondition(condition: Condition): string {
  if (condition.op === 'not') return `not ${showCondition(condition.operand)}`;
  if (condition.op !== 'leaf') {
    return `(${showCondition(condition.left)} ${condition.op} ${showCondition(condition.right)})`;
  }
  const before = condition.before.flatMap(showStructure);
  const text = condition.constant === undefined ? condition.text : String(condition.constant);
  return before.length > 0 ? `[${before.join('; ')}] ${text}` : text;
}
