import { Linter } from 'eslint';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import type { ParsedScript } from '../../../rules/src/analyze.js';
import type { FileModel, FunctionModel } from '../../../rules/src/protocol/model.js';
import { lowerEstree } from '../../../rules/src/typescript/lower.js';
import { parseScript } from '../../../rules/src/typescript/parse.js';
import { printStructure } from './print.js';

/** Lowers a text that must parse. */
export function lowerText(text: string, path = 'file.ts', api: readonly ApiEntry[] = []): FileModel {
  const language = /\.[cm]?tsx?$/.test(path) ? 'typescript' : 'javascript';
  const parsed = parseScript(text, language, path);
  if ('message' in parsed) throw new Error(parsed.message);
  return lowerEstree(text, parsed, { api });
}

/** Lowers what ESLint's own parser (espree) and scopes give a rule. */
export function lowerInEslint(text: string, sourceType: 'module' | 'commonjs' = 'module'): FileModel {
  let model: FileModel | undefined;
  const capture = {
    create: ({ sourceCode }: { sourceCode: { text: string } }) => {
      model = lowerEstree(sourceCode.text, sourceCode as unknown as ParsedScript, {});
      return {};
    },
  };
  const plugins = { test: { rules: { capture } } };
  const messages = new Linter().verify(text, [
    { plugins, rules: { 'test/capture': 2 }, languageOptions: { sourceType } } as Linter.Config,
  ]);
  if (!model) throw new Error(messages[0]?.message ?? 'the rule did not run');
  return model;
}

/** The function of a name; the first one without a name when none is given. */
export function functionNamed(model: FileModel, name = '(anonymous)'): FunctionModel {
  const found = model.functions.find((fn) => fn.name === name);
  if (!found) throw new Error(`no function ${name} among ${model.functions.map((fn) => fn.name).join(', ')}`);
  return found;
}

/** The body of a function `f` as indented text. */
export function bodyOf(text: string, path?: string): string {
  return printStructure(functionNamed(lowerText(text, path), 'f').body);
}

/** Names of the API calls in a model's printed functions, in order. */
export function apiCalls(model: FileModel): string[] {
  const text = model.functions.map((fn) => printStructure(fn.body)).join('\n');
  return [...text.matchAll(/<[\w-]+> ([\w.]+)\(/g)].map((match) => match[1]!);
}
