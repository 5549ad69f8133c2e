/**
 * `import 'waitq/report'`: when Node is about to exit and tasks are still asleep, says so on stderr: nobody is
 * left who could wake them.
 */
import { reportAtExit } from './report.js';

reportAtExit();
