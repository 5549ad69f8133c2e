import { analyze } from '@typescript-eslint/scope-manager';
import { parse, type TSESTree } from '@typescript-eslint/typescript-estree';
import type { ApiEntry } from '../api/entry.js';
import type { AnalysisError, ParsedScript } from '../analyze.js';
import { prune } from './prune.js';

/**
 * Parses a script with its scopes, for callers that have no ESTree of their own. Never throws: what can't be parsed
 * gives an error with its place.
 */
export function parseScript(
  text: string,
  language: 'javascript' | 'typescript',
  path?: string,
): ParsedScript | AnalysisError {
  return parseAs(fileKind(path ?? '', language), () => text);
}

/**
 * Parses what `lowerEstree` needs: of a long text the bodies of functions that can't matter are left empty, because
 * converting them would take most of the time. `api` are a project's own functions, which matter too.
 */
export function parseRelevant(
  text: string,
  language: 'javascript' | 'typescript',
  path?: string,
  api: readonly ApiEntry[] = [],
): ParsedScript | AnalysisError {
  const file = fileKind(path ?? '', language);
  return parseAs(file, () => prune(text, file.path, file.jsx, api));
}

function parseAs(file: FileKind, textOf: () => string): ParsedScript | AnalysisError {
  try {
    const ast = parseText(textOf(), file);
    return {
      ast,
      scopeManager: analyze(ast, { sourceType: file.sourceType, globalReturn: file.isCommonJs }),
    };
  } catch (error) {
    return toError(error);
  }
}

interface FileKind {
  readonly path: string;
  readonly jsx: boolean;
  readonly sourceType: 'module' | 'script';
  readonly isCommonJs: boolean;
}

/** The parser reads the dialect off the extension, so a missing one is supplied. */
function fileKind(path: string, language: 'javascript' | 'typescript'): FileKind {
  const extension = /\.([cm]?[jt]sx?)$/i.exec(path)?.[1]?.toLowerCase();
  const isCommonJs = extension === 'cjs' || extension === 'cts';
  const fallback = language === 'typescript' ? 'file.ts' : 'file.js';
  return {
    path: extension ? `file.${extension}` : fallback,
    // Plain .js holds JSX often enough, and no JavaScript reads differently with it.
    jsx: extension ? /^(jsx|tsx|[cm]?js)$/.test(extension) : language === 'javascript',
    sourceType: isCommonJs ? 'script' : 'module',
    isCommonJs,
  };
}

function parseText(text: string, file: FileKind): TSESTree.Program {
  const options = {
    range: true,
    loc: false,
    comment: true,
    filePath: file.path,
    suppressDeprecatedPropertyWarnings: true,
  };
  try {
    return parse(text, { ...options, jsx: file.jsx, sourceType: file.sourceType }) as TSESTree.Program;
  } catch (error) {
    // A sloppy script (`with`, octal literals, `await` as a name) is no module; a module is no script.
    const other = file.sourceType === 'module' ? 'script' : 'module';
    try {
      return parse(text, { ...options, jsx: file.jsx, sourceType: other }) as TSESTree.Program;
    } catch {
      throw error;
    }
  }
}

function toError(error: unknown): AnalysisError {
  if (error instanceof RangeError) {
    return { message: 'the code is nested too deeply to be parsed', line: 1, column: 1 };
  }
  const message = error instanceof Error ? error.message : String(error);
  const at = (error as { location?: { start?: { line: number; column: number } } }).location?.start;
  return { message, line: at?.line ?? 1, column: (at?.column ?? 0) + 1 };
}
