import type { Assumption, Edge, Exit, Graph } from './graph.js';
import { lowerCall } from './lower-call.js';
import type { FunctionModel } from './model.js';
import type { Call, ProtocolEvent } from './events.js';
import type { Condition, Structure } from './structure.js';
import { walkStructure } from './walk-structure.js';

interface MutableBlock {
  readonly id: number;
  readonly events: ProtocolEvent[];
  readonly edges: Edge[];
  exit?: Exit;
  isLoopHead: boolean;
  loop?: ReadonlySet<number>;
}

/** What encloses the statement being lowered, innermost last: where jumps go and which finalizers they pass. */
type Frame =
  | {
      readonly kind: 'jump';
      readonly label: string | undefined;
      readonly breakTo: MutableBlock;
      /** A labelled statement that is no loop: only `break label` leaves it. */
      readonly labelOnly?: boolean;
      readonly continueTo?: MutableBlock;
    }
  | {
      readonly kind: 'try';
      readonly handler?: MutableBlock;
      readonly finalizer?: Structure;
      readonly labels: ReadonlySet<string>;
      thrown?: MutableBlock;
    };

type LoopStructure = Extract<Structure, { kind: 'loop' }>;
type SwitchStructure = Extract<Structure, { kind: 'switch' }>;
type TryStructure = Extract<Structure, { kind: 'try' }>;
type Leaf = Extract<Condition, { op: 'leaf' }>;

/** Lowers a structured body to its control-flow graph. Code that cannot be reached has no block with edges to it. */
export function buildGraph(fn: FunctionModel): Graph {
  return new GraphBuilder(fn).build();
}

class GraphBuilder {
  readonly #fn: FunctionModel;
  readonly #blocks: MutableBlock[] = [];
  readonly #labels = new Map<string, MutableBlock>();
  #frames: readonly Frame[] = [];
  #current: MutableBlock;

  constructor(fn: FunctionModel) {
    this.#fn = fn;
    this.#current = this.#newBlock();
  }

  build(): Graph {
    this.#lower(this.#fn.body);
    const [, end] = this.#fn.range;
    this.#exit({ kind: 'end', range: [Math.max(end - 1, 0), end] });
    return { blocks: this.#blocks };
  }

  #newBlock(): MutableBlock {
    const block: MutableBlock = { id: this.#blocks.length, events: [], edges: [], isLoopHead: false };
    this.#blocks.push(block);
    return block;
  }

  #goTo(target: MutableBlock, assume?: Assumption): void {
    if (!this.#current.exit) this.#current.edges.push(assume ? { to: target.id, assume } : { to: target.id });
  }

  #throwTo(target: MutableBlock): void {
    if (!this.#current.exit) this.#current.edges.push({ to: target.id, thrown: true });
  }

  /** Ends the current path; what follows is unreachable until a block with edges to it is entered. */
  #exit(exit: Exit): void {
    this.#current.exit = exit;
    this.#current = this.#newBlock();
  }

  #leaveTo(target: MutableBlock): void {
    this.#goTo(target);
    this.#current = this.#newBlock();
  }

  #lower(node: Structure): void {
    switch (node.kind) {
      case 'sequence':
        for (const child of node.body) this.#lower(child);
        return;
      case 'call':
        return this.#lowerCall(node);
      case 'event':
        return this.#emit(node.event, node.mayThrow === true);
      case 'if':
        return this.#lowerIf(node.test, node.then, node.otherwise);
      case 'choice':
        return this.#lowerChoice(node.arms);
      case 'loop':
        return this.#lowerLoop(node);
      case 'switch':
        return this.#lowerSwitch(node);
      case 'label':
        return this.#lowerLabel(node.name, node.body);
      case 'try':
        return this.#lowerTry(node);
      default:
        return this.#lowerJump(node);
    }
  }

  #lowerLabel(name: string, body: Structure): void {
    const end = this.#newBlock();
    this.#enter(this.#label(name));
    this.#within({ kind: 'jump', label: name, labelOnly: true, breakTo: end }, () => this.#lower(body));
    this.#enter(end);
  }

  #lowerJump(node: Extract<Structure, { kind: 'break' | 'continue' | 'goto' | 'return' | 'throw' }>): void {
    switch (node.kind) {
      case 'goto':
        this.#unwind((frame) => frame.kind === 'try' && frame.labels.has(node.label));
        return this.#leaveTo(this.#label(node.label));
      case 'return':
        this.#unwind(() => false);
        return this.#exit({ kind: 'return', range: node.range, ...(node.value && { value: node.value }) });
      case 'throw':
        return this.#throw(node.range);
      default:
        return this.#lowerBreak(node.kind, node.label, node.range);
    }
  }

  #lowerCall(node: Extract<Structure, { kind: 'call' }>): void {
    this.#emit(lowerCall(node.call), node.mayThrow === true && !isBareSleep(node.call));
    if (node.call.api?.action === 'no-return') this.#exit({ kind: 'never', range: node.call.range });
  }

  #emit(event: ProtocolEvent, mayThrow: boolean): void {
    this.#current.events.push(event);
    if (!mayThrow) return;
    const next = this.#newBlock();
    this.#goTo(next);
    this.#throwTo(this.#thrownTo(event.range));
    this.#current = next;
  }

  #lowerIf(test: Condition, then: Structure, otherwise: Structure | undefined): void {
    const [yes, no, end] = [this.#newBlock(), this.#newBlock(), this.#newBlock()];
    this.#branch(test, yes, no);
    this.#current = yes;
    this.#lower(then);
    this.#goTo(end);
    this.#current = no;
    if (otherwise) this.#lower(otherwise);
    this.#goTo(end);
    this.#current = end;
  }

  #lowerChoice(arms: readonly Structure[]): void {
    const [start, end] = [this.#current, this.#newBlock()];
    for (const arm of arms) {
      this.#current = start;
      this.#enter(this.#newBlock());
      this.#lower(arm);
      this.#goTo(end);
    }
    this.#current = end;
  }

  #enter(block: MutableBlock): void {
    this.#goTo(block);
    this.#current = block;
  }

  #lowerLoop(node: LoopStructure): void {
    const [body, check, end] = [this.#newBlock(), this.#newBlock(), this.#newBlock()];
    check.isLoopHead = true;
    this.#goTo(node.testAt === 'before' ? check : body);
    this.#current = check;
    if (node.test) this.#branch(node.test, body, end);
    else if (node.unknownTest) this.#fork(body, end);
    else this.#goTo(body);
    const continueTo = node.update ? this.#newBlock() : check;
    this.#within({ kind: 'jump', label: node.label, breakTo: end, continueTo }, () => {
      this.#current = body;
      this.#lower(node.body);
      this.#goTo(continueTo);
    });
    if (node.update) {
      this.#current = continueTo;
      this.#lower(node.update);
      this.#goTo(check);
    }
    const inner = this.#blocks.slice(end.id + 1).map(({ id }) => id);
    check.loop = new Set([body.id, check.id, ...inner]);
    this.#current = end;
  }

  #fork(a: MutableBlock, b: MutableBlock): void {
    this.#goTo(a);
    this.#goTo(b);
  }

  #lowerSwitch(node: SwitchStructure): void {
    const end = this.#newBlock();
    const bodies = node.cases.map(() => this.#newBlock());
    const subject = this.#subject(node.subject);
    node.cases.forEach((arm, i) => {
      const text = subject && `${subject.text}==${arm.text}`;
      const assume =
        arm.isDefault || !subject
          ? undefined
          : { text: squeeze(text!), value: true, reads: subject.reads, calls: subject.calls.length > 0 };
      this.#goTo(bodies[i]!, assume);
    });
    if (!node.cases.some((arm) => arm.isDefault)) this.#goTo(end);
    this.#within({ kind: 'jump', label: node.label, breakTo: end }, () => {
      node.cases.forEach((arm, i) => {
        this.#current = bodies[i]!;
        for (const child of arm.body) this.#lower(child);
        this.#goTo(bodies[i + 1] ?? end);
      });
    });
    this.#current = end;
  }

  /** Evaluates a switch's subject; a compound one has no text to compare cases with. */
  #subject(condition: Condition): Leaf | undefined {
    if (condition.op === 'leaf') {
      this.#test(condition);
      return condition;
    }
    const next = this.#newBlock();
    this.#branch(condition, next, next);
    this.#current = next;
    return undefined;
  }

  #branch(condition: Condition, yes: MutableBlock, no: MutableBlock): void {
    switch (condition.op) {
      case 'not':
        return this.#branch(condition.operand, no, yes);
      case 'and': {
        const right = this.#newBlock();
        this.#branch(condition.left, right, no);
        this.#current = right;
        return this.#branch(condition.right, yes, no);
      }
      case 'or': {
        const right = this.#newBlock();
        this.#branch(condition.left, yes, right);
        this.#current = right;
        return this.#branch(condition.right, yes, no);
      }
      case 'leaf':
        return this.#branchLeaf(condition, yes, no);
    }
  }

  #branchLeaf(leaf: Leaf, yes: MutableBlock, no: MutableBlock): void {
    this.#test(leaf);
    if (leaf.constant !== undefined) return this.#goTo(leaf.constant ? yes : no);
    this.#goTo(yes, assumption(leaf, true));
    this.#goTo(no, assumption(leaf, false));
  }

  #test(leaf: Leaf): void {
    for (const step of leaf.before) this.#lower(step);
    if (leaf.constant !== undefined) return;
    const { range, text, reads, calls } = leaf;
    this.#emit({ kind: 'test', range, text, reads, calls }, false);
  }

  #lowerTry(node: TryStructure): void {
    const end = this.#newBlock();
    const handler = node.handler && this.#newBlock();
    const labels = labelsIn(node);
    const outer = { kind: 'try' as const, labels, ...(node.finalizer && { finalizer: node.finalizer }) };
    this.#within(outer, () => {
      if (handler) this.#within({ kind: 'try', handler, labels }, () => this.#lower(node.body));
      else this.#lower(node.body);
      this.#goTo(end);
      if (handler) {
        this.#current = handler;
        this.#lower(node.handler!);
        this.#goTo(end);
      }
    });
    this.#current = end;
    if (node.finalizer) this.#lower(node.finalizer);
  }

  #within(frame: Frame, lower: () => void): void {
    const outer = this.#frames;
    this.#frames = [...outer, frame];
    lower();
    this.#frames = outer;
  }

  #lowerBreak(kind: 'break' | 'continue', label: string | undefined, range: readonly [number, number]): void {
    const target = this.#frames.findLast(
      (frame) =>
        frame.kind === 'jump' &&
        (label === undefined
          ? !frame.labelOnly && (kind === 'break' || frame.continueTo !== undefined)
          : frame.label === label),
    );
    // A jump to nowhere: code the front end could not make sense of.
    if (target?.kind !== 'jump') return this.#emit({ kind: 'opaque', range }, false);
    this.#unwind((frame) => frame === target);
    this.#leaveTo((kind === 'continue' && target.continueTo) || target.breakTo);
  }

  /** Runs the finalizers a jump passes, from the innermost frame out to the first that `stop` names. */
  #unwind(stop: (frame: Frame) => boolean): void {
    const saved = this.#frames;
    while (this.#frames.length > 0) {
      const frame = this.#frames.at(-1)!;
      if (stop(frame)) break;
      this.#frames = this.#frames.slice(0, -1);
      if (frame.kind === 'try' && frame.finalizer) this.#lower(frame.finalizer);
    }
    this.#frames = saved;
  }

  #throw(range: readonly [number, number]): void {
    this.#throwTo(this.#thrownTo(range));
    this.#current = this.#newBlock();
  }

  /** The block an exception thrown here arrives at; finalizers on the way are lowered once for each try. */
  #thrownTo(range: readonly [number, number]): MutableBlock {
    const frame = this.#frames.findLast(
      (candidate) => candidate.kind === 'try' && (candidate.handler ?? candidate.finalizer),
    );
    if (frame?.kind !== 'try') return this.#exitBlock(range);
    return frame.handler ?? (frame.thrown ??= this.#finalizeThrow(frame, range));
  }

  #finalizeThrow(frame: Extract<Frame, { kind: 'try' }>, range: readonly [number, number]): MutableBlock {
    const [saved, outer, start] = [this.#current, this.#frames, this.#newBlock()];
    this.#current = start;
    this.#frames = outer.slice(0, outer.indexOf(frame));
    this.#lower(frame.finalizer!);
    this.#goTo(this.#thrownTo(range));
    this.#current = saved;
    this.#frames = outer;
    return start;
  }

  #exitBlock(range: readonly [number, number]): MutableBlock {
    const block = this.#newBlock();
    block.exit = { kind: 'throw', range };
    return block;
  }

  #label(name: string): MutableBlock {
    let block = this.#labels.get(name);
    if (!block) this.#labels.set(name, (block = this.#newBlock()));
    return block;
  }
}

/** schedule() and its kin resolve whatever wakes the sleeper; a signal is the caller's to look for. */
function isBareSleep({ api }: Call): boolean {
  return api?.action === 'sleep' || api?.action === 'state-sleep' || api?.action === 'woken';
}

function assumption(leaf: Leaf, value: boolean): Assumption {
  const { reads, calls } = leaf;
  const negated = /^(.+?)(===?|!==?)(0|NULL|null|false|undefined)$/.exec(squeeze(leaf.text));
  if (!negated) return { text: squeeze(leaf.text), value, reads, calls: calls.length > 0 };
  return { text: negated[1]!, value: negated[2]!.startsWith('!') === value, reads, calls: calls.length > 0 };
}

/** Text without white space, so that conditions written differently compare equal. */
export function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}

function labelsIn(node: Structure): ReadonlySet<string> {
  const labels = new Set<string>();
  for (const child of walkStructure(node)) if (child.kind === 'label') labels.add(child.name);
  return labels;
}
