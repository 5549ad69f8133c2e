import type { Site } from './sample.mjs';

export function createJudge(tree: string): Promise<(site: Site) => boolean>;
