import { advance, createLexer, TokenKind, type Lexer } from './lexer.js';
import { COUNT, join, KEPT, MANY, NOWHERE, type Held } from './held-in-text.js';
import type { Range } from '../protocol/place.js';

/** What a word of a function's text, or the function that it calls, does to the right to sleep. */
export interface SectionWord {
  /** Locks that forbid sleeping and that it may take. */
  readonly takes: number;
  /** It gives one back, or may give back whatever its caller holds. */
  readonly gives?: 'one' | 'all';
  readonly maySleep: boolean;
  /** Locks that it gives back while it sleeps. */
  readonly lends?: number;
  /** One of them is the caller's. */
  readonly lendsCallers?: boolean;
}

/** What a function's text says about its sections. */
export interface SectionText {
  /** A path may sleep while a lock is held. */
  readonly maySleep: boolean;
  /** One may sleep that has given back no lock of the caller's before. */
  readonly maySleepAtOnce: boolean;
  /** A path gives back a lock of the caller's. */
  readonly releases: boolean;
  /** The locks that may be held on a way out, at most. */
  readonly left: number;
}

/**
 * Follows a body by its braces and jumps, without knowing what an expression is: where it can't tell, it takes a lock to be
 * taken rather than given back. Statements without braces are followed once.
 */
export function readSections(
  text: string,
  body: Range,
  words: ReadonlyMap<number, SectionWord>,
): SectionText {
  const walk = new Walk(text, body, words);
  for (let turn = 0; turn < MOST_TURNS; turn++) if (!walk.go()) return walk.answer();
  return UNKNOWN;
}

const MOST_TURNS = 10;
export const UNKNOWN: SectionText = { maySleep: true, maySleepAtOnce: true, releases: false, left: MANY };

type Kind = 'if' | 'loop' | 'switch' | 'macro' | 'block';

interface Block {
  readonly kind: Kind;
  /** Offset of the word that begins the statement. */
  readonly head: number;
  readonly atHead: Held;
  readonly entry: Held;
  readonly parens: number;
  /** Branches before it, of an `else`. */
  readonly before: Branches | undefined;
  readonly isElse: boolean;
  /** Of the statement around it: `return ({ … });`. */
  readonly jump: Jump | undefined;
  /** At the jumps behind it. */
  after: Held;
}

interface Jump {
  readonly word: string;
  /** It is the whole statement, on no condition. */
  readonly isWhole: boolean;
  readonly label: string | undefined;
}

/** Code that is compiled or not, up to its `#endif`. */
interface Conditional {
  readonly entry: Held;
  readonly depth: number;
  readonly parens: number;
  /** Behind the alternatives so far. */
  after: Held;
  hasElse: boolean;
}

interface Branches {
  readonly entry: Held;
  readonly end: Held;
}

const KINDS: Readonly<Record<string, Kind>> = {
  if: 'if',
  else: 'if',
  for: 'loop',
  while: 'loop',
  do: 'loop',
  switch: 'switch',
};
const JUMPS = new Set(['return', 'goto', 'break', 'continue']);

class Walk {
  readonly #text: string;
  readonly #body: Range;
  readonly #words: ReadonlyMap<number, SectionWord>;
  /** Locks that come to a label or a loop's head from elsewhere. */
  readonly #landing = new Map<string | number, Held>();
  /** Locks at the labels that were passed. */
  readonly #labels = new Map<string, Held>();
  #hasChanged = false;
  #isKnown = true;
  #maySleep = false;
  #maySleepAtOnce = false;
  #releases = false;
  #left = 0;
  #held: Held = KEPT;
  #parens = 0;
  #blocks: Block[] = [];
  #conditionals: Conditional[] = [];
  /** A statement begins with the next word. */
  #isStart = true;
  #control: { readonly word: string; readonly at: number; readonly held: Held } | undefined;
  #jump: Jump | undefined;
  #label: string | undefined;
  #isCase = false;
  /** Branches behind which an `else` may stand, and those of the `else` that the present statement is. */
  #branches: Branches | undefined;
  #otherwise: Branches | undefined;

  constructor(text: string, body: Range, words: ReadonlyMap<number, SectionWord>) {
    this.#text = text;
    this.#body = body;
    this.#words = words;
  }

  answer(): SectionText {
    if (!this.#isKnown) return UNKNOWN;
    return {
      maySleep: this.#maySleep,
      maySleepAtOnce: this.#maySleepAtOnce,
      releases: this.#releases,
      left: this.#left,
    };
  }

  /** Goes through the body once; true when it has to be done again. */
  go(): boolean {
    this.#begin();
    const lexer = createLexer(this.#text, ...this.#body);
    while (this.#isKnown && advance(lexer)) {
      if (lexer.kind === TokenKind.word) this.#word(lexer);
      else if (lexer.kind === TokenKind.punctuator) this.#punctuator(this.#text[lexer.start]!);
      else if (lexer.kind === TokenKind.directive) this.#directive(lexer.start);
      else if (lexer.kind !== TokenKind.comment) this.#isStart = false;
    }
    return this.#isKnown && this.#hasChanged;
  }

  #begin(): void {
    this.#hasChanged = false;
    this.#labels.clear();
    this.#held = KEPT;
    this.#parens = 0;
    this.#blocks = [];
    this.#conditionals = [];
    this.#endStatement();
    this.#branches = undefined;
  }

  /** Each alternative is a way through; one that opens or closes a block on its own is not understood. */
  #directive(start: number): void {
    const [, word] = DIRECTIVE.exec(this.#text.slice(start, start + 40)) ?? [];
    if (!word) return;
    if (word.startsWith('if')) return void this.#conditionals.push(this.#conditional());
    const open = this.#conditionals.at(-1);
    this.#isKnown = open?.depth === this.#blocks.length && open.parens === this.#parens;
    if (!open) return;
    open.after = join(open.after, this.#held);
    open.hasElse ||= word === 'else';
    this.#held = open.entry;
    if (word !== 'endif') return;
    this.#conditionals.pop();
    this.#held = open.hasElse ? open.after : join(open.after, open.entry);
  }

  #conditional(): Conditional {
    const depth = this.#blocks.length;
    return { entry: this.#held, depth, parens: this.#parens, after: NOWHERE, hasElse: false };
  }

  #endStatement(): void {
    this.#isStart = true;
    this.#control = this.#jump = this.#label = this.#otherwise = undefined;
    this.#isCase = false;
  }

  #word({ start, end }: Lexer): void {
    const known = this.#words.get(start);
    if (known) this.#meet(known);
    const isOutside = this.#parens === (this.#blocks.at(-1)?.parens ?? 0);
    if (!isOutside) return;
    const word = this.#text.slice(start, end);
    if (word === 'else' && this.#branches) {
      this.#otherwise = this.#branches;
      this.#held = this.#branches.entry;
    }
    this.#branches = undefined;
    if (this.#jump) this.#jump = { ...this.#jump, label: this.#jump.label ?? word };
    else if (JUMPS.has(word)) this.#jump = { word, isWhole: this.#isStart, label: undefined };
    else if (word === 'case' || word === 'default') this.#enterCase();
    else if (this.#isStart || this.#control) this.#begins(word, start);
    this.#isStart = false;
  }

  /** The words before a brace say what kind of block it begins. */
  #begins(word: string, at: number): void {
    this.#label = this.#isStart ? word : undefined;
    this.#held = join(this.#held, this.#landing.get(at) ?? NOWHERE);
    this.#control = { word, at, held: this.#held };
  }

  #meet({ takes, gives, maySleep, lends = 0, lendsCallers = false }: SectionWord): void {
    if (this.#held === NOWHERE) return;
    if (maySleep && (this.#held & COUNT) > lends) this.#maySleep = true;
    if (maySleep && this.#held & KEPT && !lendsCallers) this.#maySleepAtOnce = true;
    if (gives) this.#give(gives);
    const kept = this.#held & KEPT;
    this.#held = Math.min(MANY, (this.#held & COUNT) + takes) | kept;
  }

  #give(what: 'one' | 'all'): void {
    const count = this.#held & COUNT;
    if (what === 'all' || count === 0) this.#releases = true;
    if (what === 'all') this.#held = 0;
    else if (this.#isStart && count < MANY) this.#held = count > 0 ? this.#held - 1 : 0;
  }

  #enterCase(): void {
    this.#isCase = true;
    for (let at = this.#blocks.length - 1; at >= 0; at--) {
      const { entry, kind } = this.#blocks[at]!;
      this.#held = join(this.#held, entry);
      if (kind === 'switch') return;
    }
  }

  #punctuator(sign: string): void {
    const isOutside = this.#parens === (this.#blocks.at(-1)?.parens ?? 0);
    if (sign !== '}') this.#branches = undefined;
    if (sign === '(') this.#parens++;
    else if (sign === ')') this.#parens--;
    else if (sign === '{') return this.#open();
    else if (sign === '}') return this.#close();
    else if (sign === ';' && isOutside) return this.#end();
    else if (sign === ':' && isOutside) return this.#colon();
    this.#label = undefined;
    this.#isStart = false;
  }

  #colon(): void {
    if (this.#label === undefined && !this.#isCase) return;
    if (this.#label !== undefined) this.#pass(this.#label);
    this.#endStatement();
  }

  #pass(label: string): void {
    const held = join(this.#held, this.#landing.get(label) ?? NOWHERE);
    // Who jumps there from further on has not been met yet.
    this.#held = held === NOWHERE ? KEPT : held;
    this.#labels.set(label, this.#held);
  }

  #end(): void {
    const jump = this.#jump;
    if (jump) this.#leave(jump);
    if (jump?.isWhole) this.#held = NOWHERE;
    if (this.#otherwise) this.#held = join(this.#held, this.#otherwise.end);
    this.#endStatement();
  }

  /** Locks go along with a jump. */
  #leave({ word, label = '' }: Jump): void {
    if (word === 'return') this.#return();
    else if (word === 'goto') this.#land(label, this.#labels.get(label));
    else {
      for (let at = this.#blocks.length - 1; at >= 0; at--) {
        const block = this.#blocks[at]!;
        block.after = join(block.after, this.#held);
        const isLoop = block.kind === 'loop' || block.kind === 'macro';
        if (word === 'continue' && isLoop) this.#land(block.head, block.atHead);
        if (block.kind === 'loop' || (word === 'break' && block.kind === 'switch')) return;
      }
    }
  }

  #return(): void {
    if (this.#held !== NOWHERE) this.#left = Math.max(this.#left, this.#held & COUNT);
  }

  /** What is held at the end of a jump is news where more is held than was when that place was passed. */
  #land(to: string | number, passed: Held | undefined): void {
    this.#landing.set(to, join(this.#held, this.#landing.get(to) ?? NOWHERE));
    if (passed !== undefined && join(passed, this.#held) !== passed) this.#hasChanged = true;
  }

  #open(): void {
    const { word, at, held } = this.#control ?? { word: '', at: -1, held: this.#held };
    const kind = this.#control ? (KINDS[word] ?? 'macro') : 'block';
    this.#blocks.push({
      kind,
      head: at,
      atHead: held,
      entry: this.#held,
      parens: this.#parens,
      before: this.#otherwise,
      isElse: word === 'else',
      jump: this.#jump,
      after: NOWHERE,
    });
    this.#endStatement();
  }

  #close(): void {
    const block = this.#blocks.pop();
    if (!block) return void (this.#isKnown = false);
    this.#parens = block.parens;
    if (this.#blocks.length === 0) this.#return();
    if (block.kind === 'loop' || block.kind === 'macro') this.#land(block.head, block.atHead);
    const end = join(join(this.#held, block.after), block.before?.end ?? NOWHERE);
    const isSure = block.kind === 'block' || block.isElse;
    this.#held = isSure ? end : join(end, block.entry);
    this.#endStatement();
    this.#jump = block.jump;
    this.#branches = block.kind === 'if' && !block.isElse ? { entry: block.entry, end } : undefined;
  }
}

const DIRECTIVE = /^#\s*(if|ifdef|ifndef|elif|elifdef|else|endif)\b/;
