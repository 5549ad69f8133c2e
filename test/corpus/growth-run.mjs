// Lints the files named on standard input as the command line does below a directory; prints the seconds of processor
// time it took once everything was loaded.
import { readFileSync } from 'node:fs';
import { createFileLinter } from '../../rules/dist/cli/lint-file.js';

const settings = { preset: 'recommended', rules: {}, api: undefined, fix: false, named: [process.argv[2]] };
const lintFile = await createFileLinter(settings);
const paths = readFileSync(0, 'utf8').split('\n');
const start = process.cpuUsage();
for (const path of paths) lintFile(path);
const { user, system } = process.cpuUsage(start);
console.log((user + system) / 1e6);
