import type { DirectiveType, FileProblem, RulesConfig, TraversalStep } from '@eslint/core';
import { ConfigCommentParser, Directive, TextSourceCodeBase, VisitNodeStep } from '@eslint/plugin-kit';
import { createLineIndex } from '../line-index.js';
import type { FileModel } from '../protocol/model.js';
import type { Range } from '../protocol/place.js';
import { lowerScan } from './lower.js';
import type { Names } from './names.js';
import type { Scan } from './scan-result.js';

interface Located {
  readonly range: [number, number];
  readonly loc: {
    readonly start: { readonly line: number; readonly column: number };
    readonly end: { readonly line: number; readonly column: number };
  };
}

/** The root of the syntax tree that ESLint gets to see. */
export interface FileNode extends Located {
  readonly type: 'File';
  readonly body: readonly FunctionNode[];
}

/** A function definition. */
export interface FunctionNode extends Located {
  readonly type: 'Function';
  readonly name: string;
}

/** A comment; `value` is its text without the marks. */
export interface CommentNode extends Located {
  readonly type: 'Line' | 'Block';
  readonly value: string;
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

/** A C file under ESLint. Its tree is small on purpose: the rules read `model`, which is made once and shared by all. */
export class CSourceCode extends TextSourceCodeBase<{
  LangOptions: Record<string, unknown>;
  RootNode: FileNode;
  SyntaxElementWithLoc: CNode;
  ConfigNode: CommentNode;
}> {
  readonly visitorKeys: Record<string, string[]> = { File: ['body'], Function: [] };
  readonly #scan: Scan;
  readonly #names: Names;
  #model: FileModel | undefined;
  #comments: readonly CommentNode[] | undefined;

  constructor(text: string, scan: Scan, names: Names) {
    const ast: { -readonly [Key in keyof FileNode]: FileNode[Key] } = {
      type: 'File',
      range: [0, text.length],
      loc: { start: { line: 1, column: 0 }, end: createLineIndex(text).positionAt(text.length) },
      body: [],
    };
    super({ text, ast, lineEndingPattern: LINE_END });
    this.#scan = scan;
    this.#names = names;
    ast.body = scan.functions.map((fn) => ({ type: 'Function', name: fn.name, ...this.#located(fn.range) }));
  }

  /** What the rules look at. */
  get model(): FileModel {
    return (this.#model ??= lowerScan(this.text, this.#scan, this.#names));
  }

  /** All comments, in order. */
  get comments(): readonly CommentNode[] {
    return (this.#comments ??= this.#scan.comments.map((range) => this.#comment(range)));
  }

  /** All comments, under the name that rules written for JavaScript expect. */
  getAllComments(): readonly CommentNode[] {
    return this.comments;
  }

  override getParent(node: CNode): CNode | undefined {
    return node.type === 'Function' ? this.ast : undefined;
  }

  override *traverse(): Iterable<TraversalStep> {
    yield new VisitNodeStep({ target: this.ast, phase: 1, args: [this.ast, undefined] });
    for (const node of this.ast.body) {
      yield new VisitNodeStep({ target: node, phase: 1, args: [node, this.ast] });
      yield new VisitNodeStep({ target: node, phase: 2, args: [node, this.ast] });
    }
    yield new VisitNodeStep({ target: this.ast, phase: 2, args: [this.ast, undefined] });
  }

  /** Comments that ESLint reads: `eslint-disable…`, `eslint-enable`, `eslint RULE: …`. */
  getInlineConfigNodes(): CommentNode[] {
    if (!this.text.includes('eslint')) return [];
    return this.comments.filter(({ value }) => /^\s*eslint(-|\s|$)/.test(value));
  }

  /** `eslint-disable` and its kind, in block and line comments alike. */
  getDisableDirectives(): { directives: Directive[]; problems: FileProblem[] } {
    const directives: Directive[] = [];
    const problems: FileProblem[] = [];
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

  #comment(range: Range): CommentNode {
    const isBlock = this.text.startsWith('/*', range[0]);
    const source = this.text.slice(...range);
    const value = isBlock ? source.slice(2).replace(/\*\/$/, '') : source.slice(2);
    return { type: isBlock ? 'Block' : 'Line', value, ...this.#located(range) };
  }

  #located(range: Range): Located {
    return { range: [...range], loc: this.#loc(range) };
  }

  #loc([start, end]: Range): Located['loc'] {
    return { start: this.getLocFromIndex(start), end: this.getLocFromIndex(end) };
  }
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
