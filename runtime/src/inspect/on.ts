/** `import 'waitq/inspect/on'`: this program may be watched, by its user only. */
import { startWatching } from './start.js';

startWatching();
