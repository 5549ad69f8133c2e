import type { Call, Operand } from './events.js';
import type { FunctionModel } from './model.js';
import type { Range } from './place.js';
import type { Condition, Structure } from './structure.js';

/** A function as it is when the text before it has grown by so many characters. What was one object stays one. */
export function moveFunction(fn: FunctionModel, by: number): FunctionModel {
  if (by === 0) return fn;
  const mover = new Mover(by);
  return {
    ...fn,
    range: moveRange(fn.range, by),
    nameRange: moveRange(fn.nameRange, by),
    body: mover.structure(fn.body),
  };
}

export function moveRange([start, end]: Range, by: number): Range {
  return [start + by, end + by];
}

type Leaf = Extract<Condition, { op: 'leaf' }>;
type EventStep = Extract<Structure, { kind: 'event' }>;

class Mover {
  readonly #by: number;
  /** A call belongs to a step and to the operands it stands in, and rules tell calls apart by identity. */
  readonly #calls = new Map<Call, Call>();
  readonly #operands = new Map<Operand, Operand>();

  constructor(by: number) {
    this.#by = by;
  }

  structure(node: Structure): Structure {
    switch (node.kind) {
      case 'sequence':
        return { ...node, body: this.#all(node.body) };
      case 'choice':
        return { ...node, arms: this.#all(node.arms) };
      case 'call':
        return { ...node, call: this.#call(node.call) };
      case 'event':
        return { ...node, event: this.#event(node.event) };
      case 'label':
        return { ...node, body: this.structure(node.body) };
      case 'break':
      case 'continue':
      case 'goto':
      case 'throw':
        return { ...node, range: this.#range(node.range) };
      case 'return':
        return { ...node, range: this.#range(node.range), ...this.#value(node.value) };
      default:
        return this.#compound(node);
    }
  }

  #compound(node: Extract<Structure, { kind: 'if' | 'loop' | 'switch' | 'try' }>): Structure {
    const range = 'range' in node && node.range ? { range: this.#range(node.range) } : {};
    switch (node.kind) {
      case 'if': {
        const otherwise = node.otherwise ? { otherwise: this.structure(node.otherwise) } : {};
        const test = this.#condition(node.test);
        return { ...node, ...range, test, then: this.structure(node.then), ...otherwise };
      }
      case 'loop': {
        const test = node.test ? { test: this.#condition(node.test) } : {};
        const update = node.update ? { update: this.structure(node.update) } : {};
        return { ...node, ...range, ...test, ...update, body: this.structure(node.body) };
      }
      case 'switch': {
        const cases = node.cases.map((arm) => ({ ...arm, body: this.#all(arm.body) }));
        return { ...node, subject: this.#condition(node.subject), cases };
      }
      case 'try': {
        const handler = node.handler ? { handler: this.structure(node.handler) } : {};
        const finalizer = node.finalizer ? { finalizer: this.structure(node.finalizer) } : {};
        return { ...node, body: this.structure(node.body), ...handler, ...finalizer };
      }
    }
  }

  #condition(condition: Condition): Condition {
    switch (condition.op) {
      case 'and':
      case 'or': {
        const { left, right } = condition;
        return { ...condition, left: this.#condition(left), right: this.#condition(right) };
      }
      case 'not':
        return { ...condition, operand: this.#condition(condition.operand) };
      case 'leaf':
        return this.#leaf(condition);
    }
  }

  #leaf(leaf: Leaf): Leaf {
    const calls = leaf.calls.map((call) => this.#call(call));
    return { ...leaf, range: this.#range(leaf.range), before: this.#all(leaf.before), calls };
  }

  #event(event: EventStep['event']): EventStep['event'] {
    const range = this.#range(event.range);
    return event.kind === 'update' ? { ...event, range, ...this.#value(event.value) } : { ...event, range };
  }

  #call(call: Call): Call {
    const known = this.#calls.get(call);
    if (known) return known;
    const args = call.args.map((arg) => this.#operand(arg));
    const moved = { ...call, range: this.#range(call.range), nameRange: this.#range(call.nameRange), args };
    this.#calls.set(call, moved);
    return moved;
  }

  #operand(operand: Operand): Operand {
    const known = this.#operands.get(operand);
    if (known) return known;
    const calls = operand.calls.map((call) => this.#call(call));
    const returned = operand.returned ? { returned: this.#operand(operand.returned) } : {};
    const moved = { ...operand, range: this.#range(operand.range), calls, ...returned };
    this.#operands.set(operand, moved);
    return moved;
  }

  #value(value: Operand | undefined): { value: Operand } | object {
    return value ? { value: this.#operand(value) } : {};
  }

  #all(nodes: readonly Structure[]): readonly Structure[] {
    return nodes.map((node) => this.structure(node));
  }

  #range(range: Range): Range {
    return moveRange(range, this.#by);
  }
}
