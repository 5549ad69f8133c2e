/** Bundled to `dist/bin/waitq.js`, so that the package depends on nothing. */
import { run } from './run.js';

const pageFolder = new URL('../inspect/page/', import.meta.url);

// A reader that has seen enough, as in `waitq top | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`waitq: cannot write the output: ${error.message}\n`);
  process.exit(1);
});

void run(process.argv.slice(2), process, pageFolder).then((code) => {
  // Not process.exit: what was written to a pipe may still be on its way.
  process.exitCode = code;
});
