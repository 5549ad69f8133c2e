import type { Rule } from '../rule.js';

/** Every rule by its name. */
export const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>();
