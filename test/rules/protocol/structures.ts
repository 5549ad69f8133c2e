import type { Call, Operand, ProtocolEvent } from '../../../rules/src/protocol/events.js';
import type { FunctionModel } from '../../../rules/src/protocol/model.js';
import type { Place } from '../../../rules/src/protocol/place.js';
import type { Condition, Structure } from '../../../rules/src/protocol/structure.js';
import { kernelApi } from '../../../rules/src/api/kernel.js';

/** Builders for structured bodies, so that tests of the graph read like code. */

let offset = 0;
const range = (): readonly [number, number] => [++offset, offset];

export function place(text: string): Place {
  return { text, root: /^\w+/.exec(text)?.[0] ?? '', shared: /[.>[]/.test(text) };
}

export function operand(text: string): Operand {
  const isConstant = /^(true|false|\d+)$/.test(text);
  const found = isConstant ? undefined : place(text.replace(/^&/, ''));
  return {
    range: range(),
    text,
    form: isConstant ? 'literal' : text.startsWith('&') ? 'address' : 'place',
    reads: found ? [found] : [],
    calls: [],
    ...(found && { place: found }),
    ...(isConstant && { constant: JSON.parse(text) as number | boolean }),
  };
}

export function callOf(name: string, ...args: string[]): Call {
  const api = kernelApi(name);
  return {
    range: range(),
    nameRange: range(),
    name,
    args: args.map(operand),
    use: 'dropped',
    ...(api && { api }),
  };
}

export const call = (name: string, ...args: string[]): Structure => ({
  kind: 'call',
  call: callOf(name, ...args),
});
export const risky = (name: string, ...args: string[]): Structure => ({
  kind: 'call',
  call: callOf(name, ...args),
  mayThrow: true,
});
export const seq = (...body: Structure[]): Structure => ({ kind: 'sequence', body });
export const set = (name: string, value: string): Structure => ({
  kind: 'event',
  event: { kind: 'update', range: range(), place: place(name), value: operand(value) },
});
export const test = (text: string): Condition => ({
  op: 'leaf',
  range: range(),
  text,
  before: [],
  reads: [place(text)],
  calls: [],
});
export const not = (condition: Condition): Condition => ({ op: 'not', operand: condition });
export const when = (condition: Condition, then: Structure, otherwise?: Structure): Structure => ({
  kind: 'if',
  test: condition,
  then,
  ...(otherwise && { otherwise }),
});
export const forever = (...body: Structure[]): Structure => ({
  kind: 'loop',
  testAt: 'before',
  body: seq(...body),
});
export const loop = (condition: Condition, ...body: Structure[]): Structure => ({
  kind: 'loop',
  testAt: 'before',
  test: condition,
  body: seq(...body),
});
export const leave = (kind: 'break' | 'continue', label?: string): Structure => ({
  kind,
  range: range(),
  ...(label && { label }),
});
export const goto = (label: string): Structure => ({ kind: 'goto', label, range: range() });
export const label = (name: string, body: Structure): Structure => ({ kind: 'label', name, body });
export const ret: Structure = { kind: 'return', range: [0, 0] };
export const fail: Structure = { kind: 'throw', range: [0, 0] };
export const attempt = (body: Structure, handler?: Structure, finalizer?: Structure): Structure => ({
  kind: 'try',
  body,
  ...(handler && { handler }),
  ...(finalizer && { finalizer }),
});

export function fn(...body: Structure[]): FunctionModel {
  return {
    name: 'f',
    range: [0, 1000],
    nameRange: [0, 1],
    parameters: [],
    body: seq(...body),
    isLocal: true,
    isAsync: false,
    isGenerator: false,
  };
}

/** An event as one word: `lock`, `!ready` for a test of ready, `f()`. */
export function word(event: ProtocolEvent): string {
  if (event.kind === 'test') return `?${event.text}`;
  if (event.kind === 'update') return `${event.place.text}=${event.value?.text ?? ''}`;
  if (!('call' in event) || !event.call) return event.kind;
  // A call that may turn out two ways shows as which it was.
  const isFork = event.call.api?.result === 'error' && event.call.api.action === 'register';
  return `${isFork ? `${event.kind}:` : ''}${event.call.name}()`;
}
