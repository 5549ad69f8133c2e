import ts from 'typescript';

/** A function body, or the top level, with the names in it; those inside inner functions are theirs alone. */
export interface Region {
  readonly parent: Region | undefined;
  /** Offsets of the body. */
  readonly start: number;
  readonly end: number;
  /** The body is an expression: `() => x`. */
  readonly isExpression: boolean;
  /** What it may be called by, in the words of `mentions`. */
  readonly names: readonly string[];
  /** Every identifier and string in it. */
  readonly words: Set<string>;
  /** What it may call or hand on: `f` for a variable, `.m` for `this.m` and for `X.m` of a class or object `X`. */
  readonly mentions: Set<string>;
  /** Variables and properties of `this` that it assigns to. */
  readonly writes: Set<string>;
}

/** Names that are given a value, with the names in that value: imports and variables. */
export interface Alias {
  readonly names: ReadonlySet<string>;
  readonly uses: ReadonlySet<string>;
}

/** The regions of a file, the top level first. */
export interface Regions {
  readonly regions: readonly Region[];
  readonly aliases: readonly Alias[];
}

/** Finds the regions without recursion: generated code nests deeper than the stack. */
export function regionsOf(source: ts.SourceFile): Regions {
  const top = newRegion(undefined, source, []);
  const walk: Walk = {
    source,
    regions: [top],
    aliases: [],
    hints: new Map(),
    properties: new Set(),
    pending: [{ node: source, region: top }],
  };
  for (let visit = walk.pending.pop(); visit; visit = walk.pending.pop()) enter(visit, walk);
  return walk;
}

interface Visit {
  readonly node: ts.Node;
  readonly region: Region;
}

interface Walk {
  readonly source: ts.SourceFile;
  readonly regions: Region[];
  readonly aliases: Alias[];
  /** Names that a function gets from where it stands. */
  readonly hints: Map<ts.Node, string>;
  /** Identifiers that name a property. */
  readonly properties: Set<ts.Node>;
  readonly pending: Visit[];
}

function newRegion(parent: Region | undefined, body: ts.Node, names: readonly string[]): Region {
  return {
    parent,
    start: body.pos,
    end: body.end,
    isExpression: !ts.isBlock(body),
    names,
    words: new Set(),
    mentions: new Set(),
    writes: new Set(),
  };
}

function enter({ node, region }: Visit, walk: Walk): void {
  if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
    region.words.add(node.text);
    if (!walk.properties.has(node)) region.mentions.add(node.text);
    return;
  }
  if (ts.isStringLiteralLike(node)) region.words.add(node.text);
  noteMember(node, region, walk);
  noteNames(node, walk);
  noteWrites(node, region);
  const body = ts.isFunctionLike(node) ? (node as ts.FunctionLikeDeclaration).body : undefined;
  const inner = body ? newRegion(region, body, namesOf(node, walk)) : region;
  if (body) walk.regions.push(inner);
  ts.forEachChild(node, (child) => {
    walk.pending.push({ node: child, region: inner });
  });
}

/** A property's name is no variable; only on `this` or a plain name can it be a function of this file. */
function noteMember(node: ts.Node, region: Region, walk: Walk): void {
  if (!ts.isPropertyAccessExpression(node)) return;
  walk.properties.add(node.name);
  const { kind } = skipWrappers(node.expression);
  if (kind === ts.SyntaxKind.ThisKeyword || kind === ts.SyntaxKind.Identifier) {
    region.mentions.add(`.${node.name.text}`);
  }
}

function skipWrappers(node: ts.Expression): ts.Expression {
  return ts.isNonNullExpression(node) || ts.isAsExpression(node) || ts.isParenthesizedExpression(node)
    ? skipWrappers(node.expression)
    : node;
}

function namesOf(node: ts.Node, walk: Walk): readonly string[] {
  const own = (node as ts.FunctionLikeDeclaration).name;
  const hint = walk.hints.get(node);
  const isNamed = own && (ts.isIdentifier(own) || ts.isPrivateIdentifier(own) || ts.isStringLiteral(own));
  const prefix = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node) ? '' : '.';
  return [...(isNamed ? [`${prefix}${own.text}`] : []), ...(hint === undefined ? [] : [hint])];
}

/** Values longer than this are no aliases of anything. */
const MAX_ALIAS = 1_000;

function noteNames(node: ts.Node, walk: Walk): void {
  if (ts.isImportDeclaration(node) || ts.isImportEqualsDeclaration(node)) {
    const all = identifiersIn(node);
    walk.aliases.push({ names: all, uses: all });
  } else if (ts.isVariableDeclaration(node) && node.initializer) {
    hintFunction(node.initializer, node.name, walk);
    if (node.initializer.end - node.initializer.pos <= MAX_ALIAS) {
      walk.aliases.push({ names: identifiersIn(node.name), uses: identifiersIn(node.initializer) });
    }
  } else if (ts.isPropertyAssignment(node) || ts.isPropertyDeclaration(node)) {
    if (node.initializer) hintFunction(node.initializer, node.name, walk, '.');
  } else if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken) {
    if (ts.isPropertyAccessExpression(node.left)) hintFunction(node.right, node.left.name, walk, '.');
    else hintFunction(node.right, node.left, walk);
  } else if (ts.isClassLike(node) && node.name) {
    const constructor = node.members.find(ts.isConstructorDeclaration);
    if (constructor) walk.hints.set(constructor, node.name.text);
  }
}

function hintFunction(value: ts.Node, name: ts.Node, walk: Walk, prefix: '' | '.' = ''): void {
  if (!ts.isFunctionLike(value)) return;
  if (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) walk.hints.set(value, `${prefix}${name.text}`);
}

function identifiersIn(root: ts.Node): Set<string> {
  const found = new Set<string>();
  const pending: ts.Node[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) found.add(node.text);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => void pending.push(child));
  }
  return found;
}

function noteWrites(node: ts.Node, region: Region): void {
  const target = writtenBy(node);
  if (!target) return;
  if (ts.isPropertyAccessExpression(target)) {
    if (target.expression.kind === ts.SyntaxKind.ThisKeyword) region.writes.add(`.${target.name.text}`);
  } else if (!ts.isElementAccessExpression(target)) {
    for (const name of identifiersIn(target)) region.writes.add(name);
  }
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}

function writtenBy(node: ts.Node): ts.Node | undefined {
  if (ts.isBinaryExpression(node)) return isAssignment(node.operatorToken.kind) ? node.left : undefined;
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) return node.operand;
  return ts.isForOfStatement(node) || ts.isForInStatement(node) ? node.initializer : undefined;
}
