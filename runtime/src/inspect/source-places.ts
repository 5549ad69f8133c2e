import { existsSync, readFileSync, statSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Place } from './snapshot.js';

/** Puts the source in the place of compiled code, where a source map leads there and the source is on this machine. */
export interface SourcePlaces {
  of(place: Place): Place;
  /**
   * The same for every `place`, `location`, `site` and `stack` in what a program has answered, a snapshot or any
   * other shape of the protocol. Changes it in place.
   */
  putInto<Answer>(answer: Answer): Answer;
}

/** Files larger than this (bytes) are not looked into: programs name them, and may name anything. */
const MAX_SIZE = 32 * 1024 * 1024;
/** Files whose maps are kept; when there are more, all are read again. */
const MAX_FILES = 1000;

/** Reads each file once: whoever compiles again while a program runs sees the new lines after that program. */
export function createSourcePlaces(): SourcePlaces {
  const maps = new Map<string, CompiledMap | undefined>();

  const places: SourcePlaces = {
    of(place) {
      const map = mapOf(place.file);
      if (!map) return place;
      const entry = map.entries.findEntry(place.line - 1, place.column - 1);
      if (!('originalSource' in entry)) return place;
      const file = map.sourceAt(entry.originalSource);
      if (file === undefined) return place;
      return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
    },
    putInto(answer) {
      visit(answer, places);
      return answer;
    },
  };
  return places;

  function mapOf(file: string): CompiledMap | undefined {
    if (maps.has(file)) return maps.get(file);
    if (maps.size >= MAX_FILES) maps.clear();
    const map = readMap(file);
    maps.set(file, map);
    return map;
  }
}

interface CompiledMap {
  readonly entries: SourceMap;
  /** The path or URL of a source, in the form the compiled file was named by; `undefined` when it is not there. */
  sourceAt(source: string): string | undefined;
}

function readMap(file: string): CompiledMap | undefined {
  try {
    const isUrl = file.startsWith('file:');
    const compiled = isUrl ? new URL(file) : pathToFileURL(file);
    const url = /[\s\S]*^\/\/[#@] sourceMappingURL=(\S+)\s*$/m.exec(read(compiled))?.[1];
    if (url === undefined) return undefined;
    const address = new URL(url, compiled);
    const payload = JSON.parse(
      address.protocol === 'data:' ? dataOf(url) : read(address),
    ) as SourceMapPayload;
    const folder = new URL(
      payload.sourceRoot ? payload.sourceRoot.replace(/\/?$/, '/') : '.',
      baseOf(address, compiled),
    );
    return {
      entries: new SourceMap(payload),
      sourceAt: (source) => {
        const found = new URL(source, folder);
        if (found.protocol !== 'file:' || !existsSync(found)) return undefined;
        return isUrl ? found.href : fileURLToPath(found);
      },
    };
  } catch {
    return undefined; // no file, no map, no sources: the compiled place is all there is
  }
}

function baseOf(map: URL, compiled: URL): URL {
  return map.protocol === 'file:' ? map : compiled;
}

/** Throws for what is no file of a size that can be read at once. */
function read(file: URL): string {
  const stat = statSync(file);
  if (!stat.isFile() || stat.size > MAX_SIZE) throw new RangeError(`${file.href} is not read`);
  return readFileSync(file, 'utf8');
}

function dataOf(url: string): string {
  const [head = '', ...rest] = url.split(',');
  const body = rest.join(',');
  return head.endsWith(';base64') ? Buffer.from(body, 'base64').toString('utf8') : decodeURIComponent(body);
}

function visit(value: unknown, places: SourcePlaces): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const one of value) visit(one, places);
    return;
  }
  const object = value as Record<string, unknown>;
  for (const [key, inside] of Object.entries(object)) {
    if (key === 'site' && typeof inside === 'string') object[key] = atSource(inside, places);
    else if (key === 'stack' && Array.isArray(inside)) {
      object[key] = inside.map((frame) => atSource(String(frame), places));
    } else if (isPlace(inside)) object[key] = places.of(inside);
    else visit(inside, places);
  }
}

/** `file:line:column`, alone or at the end of a stack frame. */
function atSource(text: string, places: SourcePlaces): string {
  const [, before, file, line, column, after] = /^(.*\(|)(.+):(\d+):(\d+)(\)?)$/.exec(text) ?? [];
  if (file === undefined) return text;
  const place = places.of({ file, line: Number(line), column: Number(column) });
  return `${before}${place.file}:${place.line}:${place.column}${after}`;
}

function isPlace(value: unknown): value is Place {
  const { file, line, column } = (value ?? {}) as Partial<Place>;
  return typeof file === 'string' && typeof line === 'number' && typeof column === 'number';
}
