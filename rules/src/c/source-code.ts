import type { DirectiveType, FileProblem, RulesConfig, TraversalStep } from '@eslint/core';
import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from '@eslint/plugin-kit';
import { createLineIndex, type LineIndex } from '../line-index.js';
import { mentionsEslint } from '../mentions-eslint.js';
import type { FileModel, Problem } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { lowerScan } from './lower.js';
import type { Names } from './names.js';
import type { Scan } from './scan-result.js';
import { isWorthReading } from './sleeps-in-sight.js';

interface Position {
  readonly line: number;
  readonly column: number;
}

/** Lines are counted when somebody asks: most files are linted without a finding. */
abstract class Located {
  readonly range: [number, number];
  readonly #lines: LineIndex;

  constructor([start, end]: Range, lines: LineIndex) {
    this.range = [start, end];
    this.#lines = lines;
  }

  get loc(): { readonly start: Position; readonly end: Position } {
    return { start: this.#lines.positionAt(this.range[0]), end: this.#lines.positionAt(this.range[1]) };
  }
}

/** The root of the syntax tree that ESLint gets to see. */
export class FileNode extends Located {
  readonly type = 'File';
  /** Looked for when somebody asks. */
  declare readonly body: readonly FunctionNode[];

  constructor(range: Range, lines: LineIndex, functions: () => readonly FunctionNode[]) {
    super(range, lines);
    Object.defineProperty(this, 'body', { get: functions, enumerable: true });
  }
}

/** A function definition. */
export class FunctionNode extends Located {
  readonly type = 'Function';
  readonly name: string;

  constructor(range: Range, lines: LineIndex, name: string) {
    super(range, lines);
    this.name = name;
  }
}

/** A comment; `value` is its text without the marks. */
export class CommentNode extends Located {
  readonly type: 'Line' | 'Block';
  readonly value: string;

  constructor(range: Range, lines: LineIndex, text: string) {
    super(range, lines);
    this.type = text.startsWith('/*', range[0]) ? 'Block' : 'Line';
    const inside = text.slice(range[0] + 2, range[1]);
    this.value = this.type === 'Block' ? inside.replace(/\*\/$/, '') : inside;
  }
}

/** Rules switched on or off by a comment. */
export interface InlineConfig {
  readonly config: { readonly rules: RulesConfig };
  readonly loc: Located['loc'];
}

type CNode = FileNode | FunctionNode | CommentNode;

/** Line ends of C source: Unix, Windows, and the lone carriage return of old. */
const LINE_END = /\r\n|[\r\n]/u;
const commentParser = new ConfigCommentParser();

/**
 * A C file under ESLint. Its tree is small on purpose: the rules read `model`, which is made once and shared by all. Most
 * files of a kernel have nothing to do with waiting: they are looked through for its names, and scanned only when somebody
 * asks for what is in them.
 */
export class CSourceCode extends TextSourceCodeBase<{
  LangOptions: Record<string, unknown>;
  RootNode: FileNode;
  SyntaxElementWithLoc: CNode;
  ConfigNode: CommentNode;
}> {
  readonly visitorKeys: Record<string, string[]> = { File: ['body'], Function: [] };
  readonly #lines: LineIndex;
  readonly #scan: () => Scan;
  readonly #names: Names;
  readonly #mentions: () => boolean;
  #model: FileModel | undefined;
  #comments: readonly CommentNode[] | undefined;
  #inlineConfig: CommentNode[] | undefined;

  constructor(text: string, scan: () => Scan, names: Names) {
    const lines = createLineIndex(text);
    const scanned = once(scan);
    const body = once(() => scanned().functions.map((fn) => new FunctionNode(fn.range, lines, fn.name)));
    super({ text, ast: new FileNode([0, text.length], lines, body), lineEndingPattern: LINE_END });
    this.#lines = lines;
    this.#scan = scanned;
    this.#names = names;
    this.#mentions = once(() => isWorthReading(text));
  }

  override getLocFromIndex(index: number): { line: number; column: number } {
    const isInside = Number.isInteger(index) && index >= 0 && index <= this.text.length;
    return isInside ? { ...this.#lines.positionAt(index) } : super.getLocFromIndex(index);
  }

  /** Whether the text waits, or may sleep where nothing may. */
  get isRelevant(): boolean {
    return this.#mentions();
  }

  /** The function in which the text ends: it was cut off, or a brace is missing. */
  get openAtEnd(): Problem | undefined {
    if (!this.isRelevant) return undefined;
    const { length } = this.text;
    return this.#scan().problems.find(
      ({ range: [start, end] }) => end === length && !this.text.startsWith('/*', start),
    );
  }

  /** What the rules look at. */
  get model(): FileModel {
    return (this.#model ??= lowerScan(this.text, this.#scan(), this.#names));
  }

  /** What has been made of the text with the built-in names; the model is made when it is asked for. */
  get made(): { readonly scan: Scan; readonly model: FileModel } {
    const modelOf = (): FileModel => this.model;
    return {
      scan: this.#scan(),
      get model() {
        return modelOf();
      },
    };
  }

  /** All comments, in order. */
  get comments(): readonly CommentNode[] {
    return (this.#comments ??= this.#scan().comments.map(
      (range) => new CommentNode(range, this.#lines, this.text),
    ));
  }

  /** All comments, under the name that rules written for JavaScript expect. */
  getAllComments(): readonly CommentNode[] {
    return this.comments;
  }

  override getParent(node: CNode): CNode | undefined {
    return node.type === 'Function' ? this.ast : undefined;
  }

  /** Functions of a file that has nothing to do with waiting are not visited. */
  override *traverse(): Iterable<TraversalStep> {
    yield new VisitNodeStep({ target: this.ast, phase: 1, args: [this.ast, undefined] });
    for (const node of this.isRelevant ? this.ast.body : []) {
      yield new VisitNodeStep({ target: node, phase: 1, args: [node, this.ast] });
      yield new VisitNodeStep({ target: node, phase: 2, args: [node, this.ast] });
    }
    yield new VisitNodeStep({ target: this.ast, phase: 2, args: [this.ast, undefined] });
  }

  /** Comments that ESLint reads: `eslint-disable…`, `eslint-enable`, `eslint RULE: …`. */
  getInlineConfigNodes(): CommentNode[] {
    return (this.#inlineConfig ??= mentionsEslint(this.text)
      ? this.comments.filter(({ value }) => /^\s*eslint(-|\s|$)/.test(value))
      : []);
  }

  /** `eslint-disable` and its kind, in block and line comments alike. */
  getDisableDirectives(): { directives: Directive[]; problems: FileProblem[] } {
    const directives: Directive[] = [];
    // ESLint has no other place for what is wrong with a file and no reason to give it up.
    const problems: FileProblem[] = this.isRelevant
      ? problemsOf(this).map((unread) => this.#unread(unread))
      : [];
    for (const node of this.getInlineConfigNodes()) {
      const parsed = commentParser.parseDirective(node.value);
      const type = parsed && DISABLING.get(parsed.label);
      if (!parsed || !type) continue;
      const { value, justification } = parsed;
      if (type === 'disable-line' && node.loc.start.line !== node.loc.end.line) {
        problems.push(problem(node, `${parsed.label} comment should not span multiple lines.`));
      } else directives.push(new Directive({ type, node, value, justification }));
    }
    return { directives, problems };
  }

  #unread({ message, range: [start] }: Problem): FileProblem {
    const place = this.getLocFromIndex(start);
    return { ruleId: null, message, loc: { start: place, end: place } };
  }

  /** `eslint RULE: SEVERITY` comments. */
  applyInlineConfig(): { configs: InlineConfig[]; problems: FileProblem[] } {
    const configs: InlineConfig[] = [];
    const problems: FileProblem[] = [];
    for (const node of this.getInlineConfigNodes()) {
      const parsed = commentParser.parseDirective(node.value);
      if (parsed?.label !== 'eslint') continue;
      const result = commentParser.parseJSONLikeConfig(parsed.value);
      if (result.ok) configs.push({ config: { rules: result.config }, loc: node.loc });
      else problems.push(problem(node, result.error.message));
    }
    return { configs, problems };
  }
}

/** Remembers what could not be read of a text, so that nobody reads it once more for that alone. */
export function rememberProblems(model: FileModel): void {
  remembered = model;
}

let remembered: FileModel | undefined;

function problemsOf(code: CSourceCode): readonly Problem[] {
  return (remembered?.text === code.text ? remembered : code.model).problems;
}

function once<T>(ask: () => T): () => T {
  let answer: { readonly value: T } | undefined;
  return () => (answer ??= { value: ask() }).value;
}

const DISABLING: ReadonlyMap<string, DirectiveType> = new Map([
  ['eslint-disable', 'disable'],
  ['eslint-enable', 'enable'],
  ['eslint-disable-line', 'disable-line'],
  ['eslint-disable-next-line', 'disable-next-line'],
]);

function problem(node: CommentNode, message: string): FileProblem {
  return { ruleId: null, message, loc: node.loc };
}
