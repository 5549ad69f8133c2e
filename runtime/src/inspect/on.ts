/**
 * `import 'waitq/inspect/on'`: this program may be watched, by its own user only. `WAITQ_INSPECT=1` does the same
 * without an import; `WAITQ_INSPECT=FOLDER` puts the socket there.
 */
import { shareRegions } from './share-regions.js';
import { serve } from './serve.js';
import { startWatching } from './start.js';

serve(startWatching());
shareRegions();
