import { isAscii } from 'node:buffer';
import { closeSync, fstatSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { extname } from 'node:path';
import { cExtensions, scriptExtensions } from '../plugin/configs.js';

/** Which front end reads a file, by its extension; undefined when none does. */
export function languageOf(path: string): 'c' | 'js' | undefined {
  return languages.get(extname(path));
}

const languages = new Map<string, 'c' | 'js'>([
  ...cExtensions.map((extension) => [`.${extension}`, 'c'] as const),
  ...scriptExtensions.map((extension) => [`.${extension}`, 'js'] as const),
]);

/** The extensions of all files that are read, with their dots. */
export const extensions: readonly string[] = [...languages.keys()];

/** A text with what is needed to write it back as it was. A byte order mark stays in the text. */
export interface SourceText {
  readonly text: string;
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be' | 'latin1';
}

/**
 * Decodes UTF-8, and UTF-16 that begins with its byte order mark, as some editors save scripts. Other bytes are taken for
 * Latin-1, as in old kernel sources.
 */
export function decode(bytes: Uint8Array): SourceText {
  const wide = utf16Of(bytes);
  if (wide)
    return { text: new TextDecoder(wide, { ignoreBOM: true }).decode(bytes), encoding: utf16Names[wide] };
  // Most sources are ASCII, of which a copy is all there is to decode.
  if (isAscii(bytes)) return { text: toLatin1(bytes), encoding: 'utf8' };
  try {
    return { text: utf8.decode(bytes), encoding: 'utf8' };
  } catch {
    return { text: toLatin1(bytes), encoding: 'latin1' };
  }
}

function utf16Of([first, second]: Uint8Array): keyof typeof utf16Names | undefined {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
}

const utf16Names = { 'utf-16le': 'utf16le', 'utf-16be': 'utf16be' } as const;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** What names are looked for in: the bytes, if they are one a character where it matters. */
export function toSearchable(bytes: Uint8Array): string | Uint8Array {
  return utf16Of(bytes) ? decode(bytes).text : bytes;
}

function toLatin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/**
 * Reads a file's bytes. They are good until the next call: most files are looked at once and forgotten, and memory of
 * their own for each of fifty thousand costs more than the reading. Throws the system's error.
 * @param saysNothing asked about the first part of a long file and then about its last; where neither says anything the rest is
 *   not read, and the answer is undefined. A third of what a kernel tree weighs are a few headers of nothing but numbers.
 */
export function readBytes(path: string): Uint8Array;
export function readBytes(path: string, saysNothing?: (part: Uint8Array) => boolean): Uint8Array | undefined;
export function readBytes(path: string, saysNothing?: (part: Uint8Array) => boolean): Uint8Array | undefined {
  const file = openSync(path, 'r');
  try {
    let length = readSync(file, scratch, 0, FIRST_PART, 0);
    if (length < FIRST_PART) return scratch.subarray(0, length);
    if (saysNothing?.(scratch.subarray(0, length)) && saysNothing(lastPart(file))) return undefined;
    length += readSync(file, scratch, length, scratch.length - length, length);
    return length < scratch.length ? scratch.subarray(0, length) : readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function lastPart(file: number): Uint8Array {
  const start = Math.max(FIRST_PART, fstatSync(file).size - LAST_PART);
  return scratch.subarray(FIRST_PART, FIRST_PART + readSync(file, scratch, FIRST_PART, LAST_PART, start));
}

const FIRST_PART = 256 << 10;
const LAST_PART = 64 << 10;
const scratch = Buffer.allocUnsafeSlow(4 << 20);

/** Writes a changed text in the encoding it was read in. Throws the system's error. */
export function writeSource(path: string, text: string, encoding: SourceText['encoding']): void {
  if (encoding === 'utf16be') writeFileSync(path, Buffer.from(text, 'utf16le').swap16());
  else writeFileSync(path, text, encoding);
}
