import { createRequire } from 'node:module';
import type * as TypescriptParser from '@typescript-eslint/parser';
import type { ParsedScript } from '../analyze.js';

/**
 * Parses a text that ESLint does not lint: what it parses with may know one project's files only. Undefined for what can't
 * be parsed.
 */
export function parseScript(text: string, filePath: string): ParsedScript | undefined {
  parser ??= createRequire(import.meta.url)('@typescript-eslint/parser') as Parser;
  for (const sourceType of ['module', 'script'] as const) {
    try {
      const { ast, scopeManager } = parser.parseForESLint(text, {
        range: true,
        comment: true,
        filePath,
        sourceType,
        ecmaFeatures: { jsx: !/\.[cm]?ts$/.test(filePath) },
      });
      if (scopeManager) return { ast, scopeManager };
    } catch {
      // A text that can't be parsed tells nothing.
    }
  }
  return undefined;
}

/** Loaded at the first such text: a run over C does without TypeScript's 9 MB. */
let parser: Parser | undefined;

type Parser = typeof TypescriptParser;
