import { buffer } from 'node:stream/consumers';
import { run } from './run.js';

// A reader that has seen enough, as in `waitq-lint . | head`, is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(`waitq-lint: cannot write the output: ${error.message}\n`);
  process.exit(2);
});

void run(process.argv.slice(2), {
  readStdin: () => buffer(process.stdin),
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
}).then((code) => {
  // Not process.exit: what was written to a pipe may still be on its way.
  process.exitCode = code;
});
