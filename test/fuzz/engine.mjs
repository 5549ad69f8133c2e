import { analyze, rules } from '../../rules/dist/analyze.js';
import { createBytesLinter } from '../../rules/dist/cli/lint-file.js';

/** The built analysis, every rule on and as strict as it gets. */
export async function createEngine() {
  const strict = Object.fromEntries([...rules].map(([name, { meta }]) => [name, meta.strictOptions ?? {}]));
  const off = [...rules.values()].filter(({ meta }) => meta.preset === 'off').map(({ meta }) => meta.name);
  const settings = {
    preset: 'strict',
    rules: Object.fromEntries(off.map((name) => [name, 'error'])),
    api: undefined,
    fix: false,
  };
  return {
    analyze: (text, language) => analyze(text, language, { rules: strict }),
    lintBytes: await createBytesLinter(settings),
  };
}
