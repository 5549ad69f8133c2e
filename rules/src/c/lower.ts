import type { ApiEntry } from '../api/entry.js';
import { sleepOf } from '../api/sleeping.js';
import type { FileModel, Problem, WakeSite } from '../protocol/model.js';
import type { Structure } from '../protocol/structure.js';
import type { Context } from './context.js';
import { readDeclarations } from './declarations.js';
import { knownNames, type ForeignOptions } from './foreign.js';
import { cParser } from './grammar.js';
import { handlersOf } from './handlers.js';
import { numbersElsewhere } from './header-constants.js';
import { sweep } from './kept.js';
import type { KeptFunctions, Lowered, Piece } from './kept-functions.js';
import { LockedText } from './locked-text.js';
import { looseStatements } from './loose-statements.js';
import { calleesByName, callsByName } from './named-calls.js';
import type { Names } from './names.js';
import { mayBeDeep } from './nesting.js';
import { normalizeBody } from './normalize.js';
import { readLater } from './read-later.js';
import type { Scan, SourceFunction } from './scan-result.js';
import { createScope } from './scope.js';
import { selectFunctions } from './select.js';
import { addAtomic } from './select-atomic.js';
import { lowerItems } from './statement.js';
import { LONGEST, parseSyntax, type SyntaxNode } from './syntax.js';
import { withWriters } from './select-writers.js';
import { wakeSitesOf } from './wake-sites.js';

/** Reads kernel C, unexpanded, into the language-free model. Never throws for bad input. */
export function lowerC(text: string, options: ForeignOptions = {}): FileModel {
  const { kept, made, withoutSleeps } = options;
  const { names, scan, onTheWay } = knownNames(text, options);
  const numberElsewhere = numbersElsewhere(text, options.resolve);
  if (made?.scan === scan && onTheWay.size === 0 && !withoutSleeps)
    return numberElsewhere ? { ...made.model, numberElsewhere } : made.model;
  const chosen = chosenIn(text, scan, names, { ...options, onTheWay });
  const model = lowerScan(text, scan, names, chosen, kept?.c.functions);
  if (kept) sweep(kept.c);
  return numberElsewhere ? { ...model, numberElsewhere } : model;
}

/**
 * The second half of `lowerC`, for callers that have scanned the text already, or know what they want to be read. What is
 * kept is read at once, the rest when somebody asks for it.
 */
export function lowerScan(
  text: string,
  scan: Scan,
  names: Names,
  chosen: readonly SourceFunction[] = chosenIn(text, scan, names),
  kept?: KeptFunctions,
): FileModel {
  const problems: Problem[] = [...scan.problems];
  const sources = chosen.length > 0 ? readable(withinBudget(chosen, problems), problems) : [];
  const targets = new Map(sources.map(({ name }, index) => [name, index]));
  const handlers = handlersOf(text, scan, names);
  const namedIn = kept ? () => undefined : callsByName(text, scan, names);
  const named = sources.map((source) => ({ source, named: namedIn(source) }));
  const locked = new LockedText(text, named, targets);
  const read = named.map(({ source, named }, index) => {
    const head = {
      handler: handlers.get(source.name),
      named: named && {
        mayCall: named.mayCall,
        mayReach: calleesByName(text, source, targets),
        maySleepLocked: (maySleep: (callee: number) => boolean) => locked.maySleep(index, maySleep),
        maySleepAtOnce: (maySleep: (callee: number) => boolean) => locked.maySleepAtOnce(index, maySleep),
        mayKeepLock: () => locked.leftBy(index) > 0,
      },
    };
    return readLater(source, head, () =>
      readNow({ text, source, skipped: scan.skipped }, { names, targets }, problems, kept),
    );
  });
  // What can't be read is told at once, the rest is read when a rule asks for it.
  for (const { fn } of read) if (mayBeDeep(text, fn.range)) void fn.body;
  const model: FileModel = {
    language: 'c',
    text,
    functions: read.map(({ fn }) => fn),
    outline: scan.functions.map(({ name, range, isStatic }) => ({ name, range, isLocal: isStatic })),
    declarations: readDeclarations(text, scan, names, sources),
    argumentNamed: (owner, name) => read[owner]?.argumentNamed(owner, name),
    typeOf: (owner, name) => read[owner]?.typeOf(name),
    maySleep: (name) => targets.has(name) || sleeps(names.api(name)),
    wakeSites: (): readonly WakeSite[] => wakeSitesOf(text, scan, names),
    withWriters: () => lowerScan(text, scan, names, withWriters(text, scan, names, chosen)),
    problems,
  };
  if (kept) readAll(model);
  return model;
}

function sleeps(api: ApiEntry | undefined): boolean {
  return api !== undefined && sleepOf(api) !== undefined;
}

/** Reads what nobody has asked for yet, so that all problems are known. */
export function readAll({ functions }: FileModel): void {
  for (const { body } of functions) void body;
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

/** Without the parser, and what is too long for it. */
function readable(chosen: readonly SourceFunction[], problems: Problem[]): readonly SourceFunction[] {
  const parser = cParser();
  if (parser instanceof Error) {
    problems.push({ message: parser.message, range: [0, 0] });
    return [];
  }
  return chosen.filter((source) => {
    const isShort = source.body[1] - source.body[0] < LONGEST;
    if (!isShort) problems.push(unreadable(source));
    return isShort;
  });
}

type Known = Pick<Context, 'names' | 'targets'>;

function readNow(whole: Piece, known: Known, problems: Problem[], kept: KeptFunctions | undefined): Lowered {
  const piece = kept?.pieceOf(whole) ?? whole;
  const lowered = kept
    ? kept.lowered(piece, whole.source.range[0], known, (names) => lowerPiece(piece, names))
    : lowerPiece(piece, known);
  if (lowered.isTooDeep) problems.push(unreadable(whole.source));
  return lowered;
}

function lowerPiece(piece: Piece, known: Known): Lowered {
  const { text, source } = piece;
  const body = readBody(piece);
  const scope = createScope(text, source, body);
  return { scope, ...lowerFunction({ text, scope, ...known }, source, body) };
}

/** Put before a body, it makes a function of it whatever its own head looks like. */
const HEAD = 'void f()';

function readBody({ text, source, skipped }: Piece): SyntaxNode | undefined {
  const parser = cParser();
  if (parser instanceof Error) return undefined;
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
  body: SyntaxNode | undefined,
): Pick<Lowered, 'fn' | 'isTooDeep'> {
  const lowered = body && lowerBody(context, body);
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
