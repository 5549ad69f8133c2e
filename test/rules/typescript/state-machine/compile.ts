import ts from 'typescript';
import { parseScript } from '../../../../rules/src/typescript/parse.js';
import { restoreFunctions } from '../../../../rules/src/typescript/state-machine/restore.js';

/** What TypeScript makes of a script for engines that have neither async functions nor generators. */
export function compileToES5(source: string): string {
  const compilerOptions: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES5,
    module: ts.ModuleKind.ESNext,
    noEmitHelpers: true,
    ignoreDeprecations: '6.0',
  };
  return ts.transpileModule(source, { compilerOptions }).outputText;
}

/** The text with its functions put together again; undefined if none was. */
export function restored(compiled: string): string | undefined {
  const parsed = parseScript(compiled, 'javascript');
  if ('message' in parsed) throw new Error(parsed.message);
  return restoreFunctions(compiled, parsed)?.text;
}

/** A script in the one way that TypeScript prints it. */
export function printed(script: string): string {
  const file = ts.createSourceFile('a.js', script, ts.ScriptTarget.Latest);
  return ts.createPrinter({ removeComments: true }).printFile(file);
}
