import type { RuleContext, RuleDefinition, RuleTextEditor, SuggestedEdit } from '@eslint/core';
import type { Edit, Finding, Suggestion } from '../finding.js';
import { ruleUrl } from '../package-info.js';
import type { Rule, RuleOptions } from '../rule.js';
import { findingsOf, type LintedSource } from './analysis.js';
import { mediumMessageId } from './confidence.js';
import { readSettings } from './settings.js';

/** All is found when the rule is made: nothing is left to listen for. */
const NO_LISTENERS = {};

const languageNames = { c: 'waitq/c', js: 'js/js' } as const;

/** Dresses a rule as one of ESLint's. */
export function toEslintRule(rule: Rule): RuleDefinition {
  const { meta } = rule;
  return {
    meta: {
      type: meta.type,
      docs: {
        description: meta.description,
        url: ruleUrl(meta.name),
        recommended: meta.preset === 'recommended',
      },
      languages: meta.languages.map((language) => languageNames[language]),
      ...(meta.fixable ? { fixable: 'code' as const } : {}),
      hasSuggestions: meta.hasSuggestions,
      schema: meta.schema ? [{ ...meta.schema }] : [],
      ...(meta.defaultOptions ? { defaultOptions: [{ ...meta.defaultOptions }] } : {}),
      // The text depends on the finding, so that ESLint, the editor and the command line say the same words.
      messages: { finding: '{{message}}', [mediumMessageId]: '{{message}}', suggestion: '{{message}}' },
    },
    create(context) {
      reportAll(context, meta.name);
      return NO_LISTENERS;
    },
  };
}

function reportAll(context: RuleContext, name: string): void {
  const source = context.sourceCode as unknown as LintedSource;
  const options = (context.options[0] ?? {}) as RuleOptions;
  const settings = readSettings(context.settings as Readonly<Record<string, unknown>>);
  for (const finding of findingsOf(source, name, options, settings, context.filename)) {
    report(context, source, finding);
  }
}

function report(context: RuleContext, source: LintedSource, finding: Finding): void {
  const { fix } = finding;
  context.report({
    loc: { start: source.getLocFromIndex(finding.range[0]), end: source.getLocFromIndex(finding.range[1]) },
    messageId: finding.confidence === 'medium' ? mediumMessageId : 'finding',
    data: { message: finding.message },
    fix: fix && isDecoded(source) ? (fixer) => apply(fixer, fix) : null,
    suggest: finding.suggestions.map(toSuggestedEdit),
  });
}

/** ESLint reads every file as UTF-8: a fix would write a Latin-1 file back with each such letter destroyed. */
function isDecoded({ text }: LintedSource): boolean {
  return !text.includes('\uFFFD');
}

function toSuggestedEdit(suggestion: Suggestion): SuggestedEdit {
  return {
    messageId: 'suggestion',
    data: { message: suggestion.message },
    fix: (fixer) => apply(fixer, suggestion.edits),
  };
}

function apply(fixer: RuleTextEditor, edits: readonly Edit[]) {
  return edits.map((edit) => fixer.replaceTextRange([edit.range[0], edit.range[1]], edit.text));
}
