/** Being watched changes nothing: any program of waits and wake-ups goes as the model says, watched as well. */
import { startWatching } from '../../../runtime/dist/inspect/start.js';

startWatching();
await import('../model.test.js');
