import { rules } from '../rules/index.js';
import { extensions } from './source-file.js';

/** Text of `--help`. */
export function helpText(): string {
  const width = Math.max(...[...rules.keys()].map((name) => name.length)) + 2;
  const names = [...rules.values()].map(({ meta }) => `  ${meta.name.padEnd(width)}${meta.description}`);
  return `waitq-lint: finds lost wake-ups in kernel C, TypeScript and JavaScript

Usage: waitq-lint [options] PATH…
       waitq-lint [options] --stdin --stdin-filename FILE

  -f, --format FORMAT          stylish (default), json (ESLint's result array) or sarif (2.1.0)
      --preset NAME            recommended (default) or strict
      --rule NAME=LEVEL        off, warn or error for one rule; may be repeated
      --fix                    apply the safe fixes
      --explain                say below each finding where else to look and how the wake-up is lost
      --concurrency N|auto     number of threads (auto)
      --api FILE               a project's own wait and wake functions, as JSON
      --stdin                  lint standard input
      --stdin-filename FILE    name it goes by; decides the language
      --max-warnings N         fail on more warnings than this
      --quiet                  show errors only
      --ext .EXT[,.EXT]        search directories for these extensions only; may be repeated
      --no-ignore              lint files that .gitignore leaves out, too
  -h, --help                   this text
  -v, --version                the version

Directories are searched for ${extensions.join(' ')}; node_modules, .git and what .gitignore
names are left out unless named. No ESLint configuration is read; eslint-disable comments are honoured.

Rules:
${names.join('\n')}

Exit code: 0 clean; 1 errors found, too many warnings, or a file that can't be read or parsed;
2 wrong usage, a path that does not exist, or an internal error.
`;
}
