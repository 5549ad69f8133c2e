import type { Call } from '../protocol/events.js';
import type { Declaration, FunctionModel } from '../protocol/model.js';
import { callsOf } from './calls-of.js';
import { queueType, type Names, type QueueType } from './names.js';
import type { Mention, Scan, SourceFunction } from './scan-result.js';
import type { Scope } from './scope.js';
import { functionAt } from './select.js';
import { isPunctuator, isWord, tokenize, tokenText, type Tokens } from './tokens.js';

/** Queues and entries declared anywhere in the file: variables, parameters, fields, and those made by macros. */
export function readDeclarations(
  text: string,
  scan: Scan,
  names: Names,
  read: readonly SourceFunction[],
): readonly Declaration[] {
  const owners = new Map(read.map((fn, index) => [fn, index]));
  return scan.mentions.flatMap((mention) => {
    const type = queueType(mention.word);
    const place = placeOf(scan, mention, owners);
    if (type) return readTyped(text, mention, type, place);
    const declared = place && readMacro(text, mention, names, place);
    return declared ? [declared] : [];
  });
}

/** Variables of other types that a function hands to the wait API as a queue or an entry, by name. */
export function queueArguments(
  { body }: FunctionModel,
  scope: Scope,
  owner: number,
): ReadonlyMap<string, Declaration> {
  const found = new Map<string, Declaration>();
  for (const name of callsOf(body).flatMap(storageNames)) {
    const variable = scope.get(name);
    if (!variable) continue;
    const { nameRange: range, shape, storage, type } = variable;
    found.set(name, { name, range, is: 'other', shape, storage, owner, type });
  }
  return found;
}

function storageNames(call: Call): readonly string[] {
  return [call.api?.queue, call.api?.entry].flatMap((spec) => {
    const place = spec && call.args[spec.arg]?.place;
    return place ? [place.root] : [];
  });
}

interface Where {
  readonly storage: Declaration['storage'];
  readonly owner?: number;
  /** Where the piece of text that may hold the declaration ends at the latest. */
  readonly end: number;
}

const LONGEST = 2000;

function placeOf(
  scan: Scan,
  mention: Mention,
  owners: ReadonlyMap<SourceFunction, number>,
): Where | undefined {
  const index = functionAt(scan.functions, mention.start);
  const end = mention.start + LONGEST;
  if (index < 0)
    return mention.inParens ? undefined : { storage: mention.depth === 0 ? 'file' : 'field', end };
  const fn = scan.functions[index]!;
  const owner = owners.get(fn);
  const owned = owner === undefined ? {} : { owner };
  if (mention.start >= fn.body[0]) return { storage: 'stack', end: Math.min(end, fn.body[1]), ...owned };
  const [from, to] = fn.parameters;
  return mention.start >= from && mention.start < to
    ? { storage: 'parameter', end: to, ...owned }
    : undefined;
}

/** `struct wait_queue_head *q, r[4];` from the type's name on. */
function readTyped(
  text: string,
  mention: Mention,
  type: QueueType,
  where: Where | undefined,
): readonly Declaration[] {
  const before = text.slice(Math.max(0, mention.start - 40), mention.start);
  if (!where || (type.isTag && !/\bstruct\s+$/.test(before)) || /\btypedef\b[^;{}]*$/.test(before)) return [];
  const isStatic = where.storage === 'stack' && /\bstatic\s+((const|struct|volatile)\s+)*$/.test(before);
  const storage = isStatic ? 'static' : where.storage;
  const start = mention.start + mention.word.length;
  const stop = text.slice(start, where.end).search(/[;{})]/);
  const tokens = tokenize(text, [start, stop < 0 ? where.end : start + stop + 1]);
  const typeName = `${type.isTag ? 'struct ' : ''}${mention.word}`;
  return declarators(tokens, where.storage === 'parameter').map(({ name, stars, isArray }) => ({
    name: tokenText(tokens, name),
    range: [tokens.starts[name]!, tokens.ends[name]!],
    is: type.is,
    family: type.family,
    shape: stars > 0 || (isArray && storage === 'parameter') ? 'pointer' : isArray ? 'array' : 'object',
    storage,
    ...(where.owner !== undefined && { owner: where.owner }),
    type: `${typeName}${stars > 0 ? ` ${'*'.repeat(stars)}` : ''}${isArray ? '[]' : ''}`,
  }));
}

interface Declarator {
  readonly name: number;
  readonly stars: number;
  readonly isArray: boolean;
}

function declarators(tokens: Tokens, isParameter: boolean): readonly Declarator[] {
  const found: Declarator[] = [];
  let index = 0;
  while (index < tokens.count) {
    let stars = 0;
    for (; isPunctuator(tokens, index, '*') || isQualifier(tokens, index); index++) {
      if (isPunctuator(tokens, index, '*')) stars++;
    }
    if (!isWord(tokens, index) || isPunctuator(tokens, index + 1, '(') || isWord(tokens, index + 1)) break;
    found.push({ name: index, stars, isArray: isPunctuator(tokens, index + 1, '[') });
    if (isParameter) break;
    index = nextDeclarator(tokens, index + 1);
  }
  return found;
}

function isQualifier(tokens: Tokens, index: number): boolean {
  return isWord(tokens, index) && /^(const|volatile|restrict|__\w+)$/.test(tokenText(tokens, index));
}

function nextDeclarator(tokens: Tokens, from: number): number {
  for (let index = from; index < tokens.count; index++) {
    const partner = tokens.partners[index]!;
    if (partner > index) index = partner;
    else if (isPunctuator(tokens, index, ',')) return index + 1;
  }
  return tokens.count;
}

/** `DECLARE_WAIT_QUEUE_HEAD(q)`, `DEFINE_WAIT(w)`. */
function readMacro(text: string, mention: Mention, names: Names, where: Where): Declaration | undefined {
  const by = names.api(mention.word);
  if (by?.action !== 'declare-queue' && by?.action !== 'declare-entry') return undefined;
  const start = mention.start + mention.word.length;
  const match = /^\s*\(\s*([A-Za-z_]\w*)/.exec(text.slice(start, start + 200));
  if (!match) return undefined;
  const name = match[1]!;
  const end = start + match[0].length;
  const isStatic = /\bstatic\s+$/.test(text.slice(Math.max(0, mention.start - 20), mention.start));
  return {
    name,
    range: [end - name.length, end],
    is: by.action === 'declare-queue' ? 'queue' : 'entry',
    family: by.family,
    shape: 'object',
    storage: where.storage === 'stack' && isStatic ? 'static' : where.storage,
    ...(where.owner !== undefined && { owner: where.owner }),
    by,
  };
}
