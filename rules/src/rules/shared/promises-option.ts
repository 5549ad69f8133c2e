import type { RuleMeta } from '../../rule.js';

/**
 * The option `promises`, by which the preset `strict` has a rule look at waits that scripts make of promises, too.
 * @param description what the rule looks at by it; a sentence for the rule's page
 */
export function promisesOption(
  description: string,
): Pick<RuleMeta, 'schema' | 'defaultOptions' | 'strictOptions'> {
  return {
    schema: {
      type: 'object',
      properties: { promises: { type: 'boolean', description } },
      additionalProperties: false,
    },
    defaultOptions: { promises: false },
    strictOptions: { promises: true },
  };
}
