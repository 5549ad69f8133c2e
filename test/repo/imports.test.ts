import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const packages = ['runtime', 'rules', 'server', 'extension'] as const;

/** An import in a published source: from which file, of what. */
interface Import {
  readonly file: string;
  /** A path below the root for a file of ours, else the specifier. */
  readonly target: string;
  readonly isTypeOnly: boolean;
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest, true);
}

function importsOf(file: string): Import[] {
  const imports: Import[] = [];
  const add = (specifier: ts.Expression | undefined, isTypeOnly: boolean) => {
    if (specifier && ts.isStringLiteral(specifier)) {
      imports.push({ file, target: resolveFrom(file, specifier.text), isTypeOnly });
    }
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(parse(file));
  return imports;
}

function resolveFrom(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/');
}

/** The package of ours that an import reaches, by its name or by a path. */
function packageOf(target: string): string | undefined {
  const names: Readonly<Record<string, string>> = {
    waitq: 'runtime',
    'eslint-plugin-waitq': 'rules',
    'waitq-language-server': 'server',
    'waitq-vscode': 'extension',
  };
  const [first = ''] = target.split('/');
  return names[first] ?? packages.find((name) => name === first);
}

const importsIn = (folder: string) => sourcesOf(folder).flatMap(importsOf);
const show = ({ file, target }: Import) => `${file} → ${target}`;

describe('arrows between packages', () => {
  test.each([
    ['runtime', []],
    ['rules', []],
    ['server', ['rules']],
    ['extension', ['server', 'runtime']],
  ] as const)('%s imports of ours only %j', (name, allowed) => {
    const wrong = importsIn(`${name}/src`).filter(({ target }) => {
      const other = packageOf(target);
      return other !== undefined && other !== name && !(allowed as readonly string[]).includes(other);
    });
    expect(wrong.map(show)).toEqual([]);
  });

  test('a package reaches another by its name, never into its folder', () => {
    const wrong = packages.flatMap((name) =>
      importsIn(`${name}/src`).filter(({ target }) =>
        packages.some((other) => other !== name && target.startsWith(`${other}/`)),
      ),
    );
    expect(wrong.map(show)).toEqual([]);
  });

  test("the extension takes the server's protocol, and of the runtime types and the inspector's client", () => {
    const imports = importsIn('extension/src');
    const reaching = (name: string) => imports.filter(({ target }) => packageOf(target) === name);
    expect(new Set(reaching('server').map(({ target }) => target))).toEqual(
      new Set(['waitq-language-server']),
    );
    const { exports } = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8')) as {
      exports: Record<string, { default: string }>;
    };
    expect(exports['.']?.default).toBe('./dist/protocol.js');
    const types: readonly string[] = ['waitq/inspect', 'waitq/inspect/page', 'waitq/inspect/client'];
    const wrong = ({ target, isTypeOnly }: Import) =>
      !types.includes(target) || (!isTypeOnly && target !== 'waitq/inspect/client');
    expect(reaching('runtime').filter(wrong).map(show)).toEqual([]);
  });
});

describe('arrows inside rules', () => {
  const imports = importsIn('rules/src');
  const crossing = (from: string, to: readonly string[]) =>
    imports
      .filter(({ file }) => file.startsWith(`rules/src/${from}/`))
      .filter(({ isTypeOnly }) => !isTypeOnly)
      .filter(({ target }) => to.some((folder) => target.startsWith(`rules/src/${folder}/`)))
      .map(show);

  test('rules and front ends never know each other', () => {
    expect(crossing('rules', ['c', 'typescript', 'plugin', 'cli'])).toEqual([]);
    expect(crossing('c', ['typescript', 'rules', 'plugin', 'cli'])).toEqual([]);
    expect(crossing('typescript', ['c', 'rules', 'plugin', 'cli'])).toEqual([]);
  });

  test('the protocol knows no language, no rule and no tool', () => {
    expect(crossing('protocol', ['c', 'typescript', 'rules', 'plugin', 'cli', 'explain', 'fix'])).toEqual([]);
  });

  test('the API tables are data that know nothing else', () => {
    expect(
      crossing('api', ['c', 'typescript', 'rules', 'plugin', 'cli', 'explain', 'fix', 'protocol']),
    ).toEqual([]);
  });

  test('the analysis knows no ESLint: only plugin, command line and language do', () => {
    const wrong = imports
      .filter(({ file }) => !/^rules\/src\/(?:plugin|cli)\//.test(file))
      .filter(({ target, isTypeOnly }) => target === 'eslint' && !isTypeOnly);
    expect(wrong.map(show)).toEqual([]);
  });
});

/** Awaits that run when the module is loaded: `require()` of such a module fails. */
function topLevelAwaits(file: string): string[] {
  const source = parse(file);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return;
    const isAwait =
      ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined);
    if (isAwait) found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no published code awaits at top level', () => {
  const published = [...packages.map((name) => `${name}/src`), 'rules/bin'];
  expect(published.flatMap(sourcesOf).flatMap(topLevelAwaits)).toEqual([]);
});
