import type { File, Language, ParseResult } from '@eslint/core';
import { cParser } from './grammar.js';
import { namesFor } from './names.js';
import { scanC } from './scan.js';
import { CSourceCode, type FileNode } from './source-code.js';

/** What ESLint has to know about the language's types. */
export interface CLanguageTypes {
  LangOptions: Record<string, unknown>;
  Code: CSourceCode;
  RootNode: FileNode;
  Node: FileNode | FileNode['body'][number];
}

/** The ESLint language `waitq/c`. It has no options: what is set for JavaScript's sake is passed over. */
export const cLanguage: Language<CLanguageTypes> = {
  fileType: 'text',
  lineStart: 1,
  columnStart: 0,
  nodeTypeKey: 'type',
  visitorKeys: { File: ['body'], Function: [] },
  validateLanguageOptions() {
    // nothing to refuse
  },
  parse(file: File): ParseResult<FileNode> {
    const parser = cParser();
    if (parser instanceof Error)
      return { ok: false, errors: [{ message: parser.message, line: 1, column: 1 }] };
    const code = codeOf(textOf(file));
    const open = code.openAtEnd;
    if (open) return { ok: false, errors: [{ message: open.message, ...at(code, open.range[0]) }] };
    codes.set(code.ast, code);
    return { ok: true, ast: code.ast };
  },
  createSourceCode(file, { ast }) {
    return codes.get(ast) ?? codeOf(textOf(file));
  },
};

/** Columns of errors count from 1, others from 0. */
function at(code: CSourceCode, offset: number): { readonly line: number; readonly column: number } {
  const { line, column } = code.getLocFromIndex(offset);
  return { line, column: column + 1 };
}

/** The tree is all that ESLint hands from `parse` to `createSourceCode`. */
const codes = new WeakMap<FileNode, CSourceCode>();

function codeOf(text: string): CSourceCode {
  const names = namesFor(undefined);
  return new CSourceCode(text, () => scanC(text, names.wanted), names);
}

function textOf(file: File): string {
  return typeof file.body === 'string' ? file.body : new TextDecoder().decode(file.body);
}
