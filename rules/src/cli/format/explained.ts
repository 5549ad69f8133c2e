import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Step } from '../../finding.js';
import type { Explanation, FileResult, Message } from '../result.js';

/** Lists findings with, below each, where else to look and the interleaving that goes wrong. */
export function formatExplained(results: readonly FileResult[]): string {
  const listed = results.filter(({ messages }) => messages.length > 0);
  return listed.map(formatFile).join('') + formatSum(listed);
}

function formatFile({ filePath, messages }: FileResult): string {
  const name = relative('', filePath);
  return `\n${styleText('underline', name)}\n${messages.map((message) => formatMessage(name, message)).join('')}`;
}

function formatMessage(file: string, message: Message): string {
  const level = message.severity === 2 ? styleText('red', 'error') : styleText('yellow', 'warning');
  const rule = message.ruleId ? `  ${styleText('dim', message.ruleId)}` : '';
  const head = `  ${message.line}:${message.column}  ${level}  ${message.message}${rule}\n`;
  return head + (message.explanation ? formatExplanation(file, message.explanation) : '');
}

function formatExplanation(file: string, { related, interleaving }: Explanation): string {
  const places = related.map(({ message, line, column }) => `      ${file}:${line}:${column}  ${message}\n`);
  const steps = interleaving.map((step, index) => `      #${index + 1}  ${formatStep(step)}\n`);
  const heading = steps.length > 0 ? [`      ${styleText('bold', 'How it goes wrong:')}\n`] : [];
  return [...places, ...heading, ...steps].join('');
}

function formatStep({ actor, line, what, effect }: Step): string {
  const place = line === null ? 'elsewhere' : `line ${line}`;
  return `${actor.padEnd(6)}  ${place.padEnd(9)}  ${what}  → ${effect}`;
}

function formatSum(results: readonly FileResult[]): string {
  const errors = results.reduce((sum, { errorCount }) => sum + errorCount, 0);
  const warnings = results.reduce((sum, { warningCount }) => sum + warningCount, 0);
  const total = errors + warnings;
  return total === 0
    ? ''
    : `\n${count(total, 'problem')} (${count(errors, 'error')}, ${count(warnings, 'warning')})\n`;
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
