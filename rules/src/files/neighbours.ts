import { join } from 'node:path';
import type { FileHost } from './host.js';

/** A function of a file of the directory. */
export interface Definition {
  readonly path: string;
  readonly name: string;
}

/** The C files of one directory, searched for what one of them calls. */
export interface Neighbours {
  /** The file that defines a function that others can call; undefined when none does, or more than one. */
  functionNamed(name: string, from: string): Definition | undefined;
  /**
   * The functions that a member of a struct is set to, for a field that points to such a struct: `ops` and `read`. A file
   * that sets the member itself means its own.
   */
  functionsOf(field: string, member: string, from: string): readonly Definition[];
  /** The files that were read, by path. */
  known(): ReadonlyMap<string, Source>;
}

/**
 * Reads the directory's files when the first question comes, and keeps them for the next ones; what `before` has found
 * out about files that are still the same is not searched for again.
 */
export function createNeighbours(host: FileHost, directory: string, before?: Neighbours): Neighbours {
  // What was before is let go of with the first question.
  let known = before?.known() ?? new Map<string, Source>();
  let isRead = false;
  const sources = (): Iterable<Source> => {
    if (!isRead) known = sourcesIn(host, directory, known);
    isRead = true;
    return known.values();
  };
  return {
    known: () => known,
    functionNamed(name, from) {
      let found: Definition | undefined;
      for (const source of sources()) {
        if (source.path === from || !definesOnce(source, name)) continue;
        if (found) return undefined;
        found = { path: source.path, name };
      }
      return found;
    },
    functionsOf(field, member, from) {
      const all = [...sources()];
      const setting = all.flatMap((source) => settersOnce(source, member));
      const tags = new Set(setting.map(({ tag }) => tag));
      const right = new Set([...tags].filter((tag) => all.some((source) => pointsOnce(source, tag, field))));
      const fitting = setting.filter(({ tag }) => right.has(tag));
      const own = fitting.filter(({ path }) => path === from);
      return own.length > 0 ? own : fitting;
    },
  };
}

/** A file of the directory as it was read, with the answers it has given. */
interface Source {
  readonly path: string;
  readonly version: string | undefined;
  readonly bytes: Buffer;
  /** One character a byte: what is looked for is ASCII. */
  readonly text: () => string;
  readonly defined: Map<string, boolean>;
  readonly setters: Map<string, readonly Setter[]>;
  readonly pointers: Map<string, boolean>;
}

function sourcesIn(
  host: FileHost,
  directory: string,
  before: ReadonlyMap<string, Source>,
): ReadonlyMap<string, Source> {
  const sources = new Map<string, Source>();
  for (const name of host.list(directory)) {
    if (!/\.[ch]$/.test(name)) continue;
    const path = join(directory, name);
    const source = sourceAt(host, path, before.get(path));
    if (source) sources.set(path, source);
  }
  return sources;
}

function sourceAt(host: FileHost, path: string, before: Source | undefined): Source | undefined {
  const version = host.versionOf(path);
  if (before && before.version === version) return before;
  const found = host.read(path);
  if (found === undefined) return undefined;
  const bytes = toBuffer(found);
  let text: string | undefined;
  return {
    path,
    version,
    bytes,
    text: () => (text ??= bytes.toString('latin1')),
    defined: new Map(),
    setters: new Map(),
    pointers: new Map(),
  };
}

function toBuffer(source: Uint8Array | string): Buffer {
  if (typeof source === 'string') return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
}

function definesOnce({ path, bytes, text, defined }: Source, name: string): boolean {
  return once(defined, name, () => bytes.includes(name) && defines(path, text(), name));
}

function settersOnce(source: Source, member: string): readonly Setter[] {
  return once(source.setters, member, () =>
    source.bytes.includes(`.${member}`) ? settersIn(source, member) : [],
  );
}

function pointsOnce({ bytes, text, pointers }: Source, tag: string, field: string): boolean {
  return once(pointers, `${tag} ${field}`, () => bytes.includes(tag) && pointsTo(text(), tag, field));
}

function once<V extends object | boolean>(known: Map<string, V>, key: string, find: () => V): V {
  let value = known.get(key);
  if (value === undefined) known.set(key, (value = find()));
  return value;
}

/** A definition begins at the start of a line, and a `static` one counts in a header only. */
function defines(path: string, text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    HEAD.lastIndex = at + name.length;
    if (!HEAD.test(text)) continue;
    const head = text.slice(text.lastIndexOf('\n', text.lastIndexOf('\n', at) - 1) + 1, at);
    const own = /^[A-Za-z_][\w\s*]*$/.exec(head.slice(head.lastIndexOf('\n') + 1) || head)?.[0];
    if (own !== undefined && (path.endsWith('.h') || !/\bstatic\b/.test(head))) return true;
  }
  return false;
}

const HEAD = /\s*\([^;{}]*\)[^;{}()=]*\{/y;

interface Setter extends Definition {
  /** Of the struct whose member it is. */
  readonly tag: string;
}

/** `static const struct tis_ops ops = { .read = tis_read };` */
function settersIn(source: Source, member: string): readonly Setter[] {
  const { path } = source;
  const text = source.text();
  const heads = [...text.matchAll(INITIALISER)];
  return [...text.matchAll(new RegExp(`\\.${member}\\s*=\\s*&?(\\w+)\\s*[,}]`, 'g'))].flatMap(
    ({ index, 1: name }) => {
      const tag = heads.findLast((head) => head.index < index)?.[1];
      return tag === undefined || name === 'NULL' ? [] : [{ path, name: name!, tag }];
    },
  );
}

const INITIALISER = /\bstruct\s+(\w+)\s+\w+(?:\[\w*\])?[\w\s]*=\s*\{/g;

function pointsTo(text: string, tag: string, field: string): boolean {
  return new RegExp(`\\bstruct\\s+${tag}\\s*(?:const\\s*)?\\*\\s*(?:const\\s+)?${field}\\b`).test(text);
}
