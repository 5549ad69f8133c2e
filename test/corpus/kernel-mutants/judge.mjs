import { join } from 'node:path';
import { createBytesLinter } from '../../../rules/dist/cli/lint-file.js';
import { applyEdits } from './source.mjs';

/** Every rule of the strictest preset, and the one that no preset switches on. */
const SETTINGS = { preset: 'strict', rules: { 'no-missing-wake': 'error' }, api: undefined, fix: false };

/** Answers whether a mutant is found: its rule reports more in its function than before. Headers are read from `tree`. */
export async function createJudge(tree) {
  const lint = await createBytesLinter({ ...SETTINGS, named: [tree] });
  const messagesOf = (file, text) =>
    lint(Buffer.from(text, 'latin1'), join(tree, file))?.result.messages ?? [];
  let before = { file: undefined, messages: [] };
  return ({ file, source, kind, mutant }) => {
    if (before.file !== file) before = { file, messages: messagesOf(file, source.text) };
    const text = applyEdits(source.text, mutant.edits);
    const after = messagesOf(file, text);
    const count = (messages, changed) => reportsIn(messages, kind.rule, source, mutant, changed);
    return count(after, text) > count(before.messages, undefined);
  };
}

/** How many findings of a rule lie in the functions of a mutant, whose text may have grown by lines. */
function reportsIn(messages, rule, { text, lineOf }, { fn, also }, changed) {
  const grown = changed === undefined ? 0 : changed.split('\n').length - text.split('\n').length;
  return messages.filter(({ ruleId, line }) =>
    [fn, also].some(
      (one) =>
        one && ruleId === `waitq/${rule}` && lineOf(one.start) <= line && line <= lineOf(one.end) + grown,
    ),
  ).length;
}
