/** The thread that `synckit` calls: it answers at once. */
import { runAsWorker } from 'synckit';

runAsWorker((value) => Promise.resolve(value));
