import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { analyze, type Language } from '../../rules/src/analyze.js';
import { ruleUrl } from '../../rules/src/package-info.js';
import { rules } from '../../rules/src/rules/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const namesIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith(ending) && file !== 'index.ts')
    .map((file) => file.slice(0, -ending.length))
    .sort();

const names = [...rules.keys()];

test('folder, index, pages and tests name the same rules', () => {
  expect(names).toEqual(namesIn('rules/src/rules', '.ts'));
  expect(names).toEqual(namesIn('rules/docs/rules', '.md'));
  for (const name of names) {
    expect(existsSync(join(root, `test/rules/rules/${name}.test.ts`)), `test of ${name}`).toBe(true);
    expect(rules.get(name)?.meta.name).toBe(name);
  }
});

test('the schemas of the options', () => {
  expect(
    Object.fromEntries([...rules].map(([name, { meta }]) => [name, meta.schema ?? 'none'])),
  ).toMatchSnapshot();
});

test('the page of a rule is found in the published package', () => {
  const { version, name } = JSON.parse(readFileSync(join(root, 'rules/package.json'), 'utf8')) as Record<
    string,
    string
  >;
  expect(ruleUrl('no-sleep-on')).toBe(`https://unpkg.com/${name}@${version}/docs/rules/no-sleep-on.md`);
});

/** A code block of a page, by the heading it stands under. */
interface Example {
  readonly heading: string;
  readonly language: Language;
  readonly path: string;
  readonly line: number;
  readonly code: string;
}

const languages: Readonly<Record<string, Language>> = { c: 'c', ts: 'typescript', js: 'javascript' };

function examplesOf(page: string): Example[] {
  const examples: Example[] = [];
  let heading = '';
  for (const match of page.matchAll(/^## (.+)$|^```(\w*)\n([\s\S]*?)^```$/gm)) {
    const [, title, fence = '', code = ''] = match;
    if (title !== undefined) heading = title.trim();
    const language = languages[fence];
    if (title !== undefined || !language) continue;
    const line = page.slice(0, match.index).split('\n').length;
    examples.push({ heading, language, path: `a.${fence}`, line, code });
  }
  return examples;
}

describe.each(names)('page of %s', (name) => {
  const page = readFileSync(join(root, `rules/docs/rules/${name}.md`), 'utf8');
  const examples = examplesOf(page);
  const under = (heading: string) => examples.filter((example) => example.heading === heading);
  const rulesFound = ({ code, language, path }: Example) => {
    const { findings, error, problems } = analyze(code, language, { path });
    expect(error ?? problems).toEqual([]);
    return findings.map(({ rule }) => rule);
  };

  test('shows wrong and right code in every language of the rule', () => {
    const languagesShown = (heading: string) =>
      new Set(under(heading).map(({ language }) => (language === 'c' ? 'c' : 'js')));
    const expected = new Set(rules.get(name)?.meta.languages);
    expect(languagesShown('Wrong')).toEqual(expected);
    expect(languagesShown('Right')).toEqual(expected);
  });

  test('says how it decides about confidence', () => {
    expect(page).toMatch(/^## Confidence\n\n\S/m);
  });

  test.each(under('Wrong'))('wrong code, line $line, has findings', (example) => {
    expect(rulesFound(example)).toContain(name);
  });

  test.each(examples)('line $line: the rule finds the same alone and among the others', (example) => {
    const { code, language, path } = example;
    const alone = analyze(code, language, { path, rules: { [name]: {} } }).findings;
    expect(alone).toEqual(analyze(code, language, { path }).findings.filter(({ rule }) => rule === name));
  });

  test.each(under('Right'))('right code, line $line, has none of any rule', (example) => {
    expect(rulesFound(example)).toEqual([]);
  });
});
