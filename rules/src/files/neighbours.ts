import { join } from 'node:path';
import type { FileHost } from './host.js';
import { textOf } from './text.js';

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
}

/** Reads the directory's files when the first question comes, and keeps them for the next ones. */
export function createNeighbours(host: FileHost, directory: string): Neighbours {
  let sources: readonly Source[] | undefined;
  const filesWith = (word: string): readonly Source[] => {
    sources ??= sourcesIn(host, directory);
    return sources.filter(({ bytes }) => bytes.includes(word));
  };
  const definitions = new Map<string, readonly string[]>();
  const definedIn = (name: string): readonly string[] => {
    const defining = filesWith(name).filter(({ path, bytes }) => defines(path, textOf(bytes), name));
    return defining.map(({ path }) => path);
  };
  return {
    functionNamed(name, from) {
      let paths = definitions.get(name);
      if (!paths) definitions.set(name, (paths = definedIn(name)));
      const [first, second] = paths.filter((path) => path !== from);
      return first !== undefined && second === undefined ? { path: first, name } : undefined;
    },
    functionsOf(field, member, from) {
      const setting = filesWith(`.${member}`).flatMap((source) => settersIn(source, member));
      const tags = new Set(setting.map(({ tag }) => tag));
      const right = new Set(
        [...tags].filter((tag) => filesWith(tag).some(({ bytes }) => pointsTo(textOf(bytes), tag, field))),
      );
      const fitting = setting.filter(({ tag }) => right.has(tag));
      const own = fitting.filter(({ path }) => path === from);
      return own.length > 0 ? own : fitting;
    },
  };
}

interface Source {
  readonly path: string;
  readonly bytes: Buffer;
}

function sourcesIn(host: FileHost, directory: string): readonly Source[] {
  const paths = host.list(directory).filter((name) => /\.[ch]$/.test(name));
  return paths.flatMap((name) => {
    const path = join(directory, name);
    const found = host.read(path);
    return found === undefined ? [] : [{ path, bytes: toBuffer(found) }];
  });
}

function toBuffer(source: Uint8Array | string): Buffer {
  if (typeof source === 'string') return Buffer.from(source);
  return Buffer.from(source.buffer, source.byteOffset, source.byteLength);
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
function settersIn({ path, bytes }: Source, member: string): readonly Setter[] {
  const text = textOf(bytes);
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
