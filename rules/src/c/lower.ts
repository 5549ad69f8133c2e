import type { FileModel, FunctionModel, Problem, WakeSite } from '../protocol/model.js';
import type { Parser } from 'web-tree-sitter';
import type { Structure } from '../protocol/structure.js';
import type { Context } from './context.js';
import { readDeclarations, queueArgumentDeclarations } from './declarations.js';
import { knownNames, type ForeignOptions } from './foreign.js';
import { cParser } from './grammar.js';
import { handlersOf } from './handlers.js';
import { sweep } from './kept.js';
import type { KeptFunctions, Lowered, Piece } from './kept-functions.js';
import { looseStatements } from './loose-statements.js';
import type { Names } from './names.js';
import { normalizeBody } from './normalize.js';
import type { Scan, SourceFunction } from './scan-result.js';
import { createScope, type Scope } from './scope.js';
import { selectFunctions } from './select.js';
import { addAtomic } from './select-atomic.js';
import { lowerItems } from './statement.js';
import { LONGEST, parseSyntax, type SyntaxNode } from './syntax.js';
import { wakeSitesOf } from './wake-sites.js';

/** Reads kernel C, unexpanded, into the language-free model. Never throws for bad input. */
export function lowerC(text: string, options: ForeignOptions = {}): FileModel {
  const { kept } = options;
  const { names, scan, onTheWay } = knownNames(text, options);
  const chosen = chosenIn(text, scan, names, { ...options, onTheWay });
  const model = lowerScan(text, scan, names, chosen, kept?.c.functions);
  if (kept) sweep(kept.c);
  return model;
}

/** The second half of `lowerC`, for callers that have scanned the text already, or know what they want to be read. */
export function lowerScan(
  text: string,
  scan: Scan,
  names: Names,
  chosen: readonly SourceFunction[] = chosenIn(text, scan, names),
  kept?: KeptFunctions,
): FileModel {
  const problems: Problem[] = [...scan.problems];
  const handlers = handlersOf(text, scan, names);
  const read =
    chosen.length > 0 ? readBodies(text, scan, withinBudget(chosen, problems), problems, kept) : [];
  const targets = new Map(read.map(({ source }, index) => [source.name, index]));
  const functions: FunctionModel[] = [];
  const scopes: Scope[] = [];
  for (const one of read) {
    const { fn, scope, isTooDeep } = lowerOne(one, { names, targets }, kept);
    if (isTooDeep) problems.push(unreadable(one.source));
    scopes.push(scope);
    const handler = handlers.get(fn.name);
    functions.push(handler ? { ...fn, handler } : fn);
  }
  const sources = read.map(({ source }) => source);
  const declared = readDeclarations(text, scan, names, sources);
  const used = queueArgumentDeclarations(functions, scopes, declared);
  const outline = scan.functions.map(({ name, range, isStatic }) => ({ name, range, isLocal: isStatic }));
  const typeOf = (owner: number, name: string): string | undefined => scopes[owner]?.get(name)?.type;
  const declarations = [...declared, ...used];
  const wakeSites = (): readonly WakeSite[] => wakeSitesOf(text, scan, names);
  return { language: 'c', text, functions, outline, declarations, typeOf, wakeSites, problems };
}

interface Choice extends Pick<ForeignOptions, 'withoutSleeps'> {
  /** Functions that are read in any case, by index. */
  readonly onTheWay?: Iterable<number>;
}

function chosenIn(
  text: string,
  scan: Scan,
  names: Names,
  { onTheWay = [], withoutSleeps }: Choice = {},
): readonly SourceFunction[] {
  const chosen = new Set([...selectFunctions(text, scan, names), ...onTheWay]);
  if (!withoutSleeps) addAtomic(text, scan, names, handlersOf(text, scan, names), chosen);
  const inFunctions = [...chosen].sort((a, b) => a - b).map((index) => scan.functions[index]!);
  return [...inFunctions, ...looseStatements(text, scan, names)];
}

/** Characters of functions that are read of one file: many times what any file of a kernel has. */
const BUDGET = 1_500_000;

/** A generated file may hold any number of functions; what they are read into has to fit into memory. */
function withinBudget(chosen: readonly SourceFunction[], problems: Problem[]): readonly SourceFunction[] {
  let left = BUDGET;
  const first = chosen.findIndex(
    ({ body }) => body[1] - body[0] < LONGEST && (left -= body[1] - body[0]) < 0,
  );
  if (first < 0) return chosen;
  const { name, range } = chosen[first]!;
  const message = `'${name}' and ${chosen.length - first - 1} more functions are passed over: of one file no more than ${BUDGET} characters of functions that wait are read`;
  problems.push({ message, range });
  return chosen.slice(0, first);
}

interface ReadFunction {
  readonly source: SourceFunction;
  readonly piece: Piece;
  body(): SyntaxNode;
}

function readBodies(
  text: string,
  scan: Scan,
  chosen: readonly SourceFunction[],
  problems: Problem[],
  kept: KeptFunctions | undefined,
): readonly ReadFunction[] {
  const parser = cParser();
  if (parser instanceof Error) {
    problems.push({ message: parser.message, range: [0, 0] });
    return [];
  }
  return chosen.flatMap((source) => {
    const whole = { text, source, skipped: scan.skipped };
    const piece = kept?.pieceOf(whole) ?? whole;
    if (kept?.has(piece)) return [{ source, piece, body: () => readBody(parser, piece)! }];
    const body = readBody(parser, piece);
    if (body) return [{ source, piece, body: () => body }];
    problems.push(unreadable(source));
    return [];
  });
}

type Known = Pick<Context, 'names' | 'targets'>;

function lowerOne({ source, piece, body }: ReadFunction, known: Known, kept?: KeptFunctions): Lowered {
  const lower = (names: Known): Lowered => lowerPiece(piece, body(), names);
  return kept ? kept.lowered(piece, source.range[0], known, lower) : lower(known);
}

function lowerPiece({ text, source }: Piece, body: SyntaxNode, known: Known): Lowered {
  const scope = createScope(text, source, body);
  return { scope, ...lowerFunction({ text, scope, ...known }, source, body) };
}

/** Put before a body, it makes a function of it whatever its own head looks like. */
const HEAD = 'void f()';

function readBody(parser: Parser, { text, source, skipped }: Piece): SyntaxNode | undefined {
  const { body, isLoose } = source;
  const head = isLoose ? `${HEAD}{` : HEAD;
  const code = head + normalizeBody(text, body, skipped) + (isLoose ? '}' : '');
  try {
    const root = parseSyntax(parser, code, body[0] - head.length);
    const definition = root?.children.find((child) => child.type === 'function_definition');
    return definition?.children.find((child) => child.field === 'body');
  } catch (error) {
    if (error instanceof RangeError) return undefined; // nested too deeply for the stack
    throw error;
  }
}

function lowerFunction(
  context: Context,
  source: SourceFunction,
  body: SyntaxNode,
): Pick<Lowered, 'fn' | 'isTooDeep'> {
  const lowered = lowerBody(context, body);
  const fn = {
    name: source.name,
    range: source.range,
    nameRange: source.nameRange,
    parameters: [...context.scope.values()].flatMap((v) => (v.storage === 'parameter' ? [v.name] : [])),
    body: lowered ?? { kind: 'event' as const, event: { kind: 'opaque' as const, range: source.body } },
    isLocal: source.isStatic,
    isAsync: false,
    isGenerator: false,
  };
  return { fn, isTooDeep: !lowered };
}

function lowerBody(context: Context, body: SyntaxNode): Structure | undefined {
  try {
    return lowerItems(context, body.children);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** No parse, nesting too deep for the stack, or a table of data in the dress of a function. */
function unreadable({ name, body, range }: SourceFunction): Problem {
  const length = body[1] - body[0];
  const message =
    length >= LONGEST
      ? `the body of '${name}' has ${length} characters; it is passed over, for more than ${LONGEST} are not read`
      : `the body of '${name}' could not be read as C`;
  return { message, range };
}
