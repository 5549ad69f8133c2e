import { replaceBetween } from './between.mjs';

/**
 * Shows on a rule's page how its wrong examples go wrong, step by step: of each language the first example whose finding
 * carries an interleaving. A page without the markers gets them before its right code.
 */
export function withSchedules(text, meta, analyze) {
  const schedules = schedulesOf(text, meta, analyze);
  if (schedules.length === 0) return text;
  const content = schedules
    .map(
      ({ language, steps }) =>
        `In the first of the ${language} examples this concerns:\n\n\`\`\`text\n${steps}\n\`\`\``,
    )
    .join('\n\n');
  const marked = text.includes('<!-- begin interleaving -->')
    ? text
    : text.replace(
        /^## Right$/m,
        '## What happens\n\n<!-- begin interleaving --><!-- end interleaving -->\n\n## Right',
      );
  return replaceBetween(marked, 'interleaving', content);
}

const LANGUAGES = { c: ['c', 'C'], ts: ['typescript', 'TypeScript'], js: ['javascript', 'JavaScript'] };

function schedulesOf(text, meta, analyze) {
  const found = new Map();
  const options = { ...meta.defaultOptions, ...meta.strictOptions };
  for (const [, fence, code] of wrongCode(text).matchAll(/^```(c|ts|js)\n([\s\S]*?)^```$/gm)) {
    const [language, name] = LANGUAGES[fence];
    const { findings } = analyze(code, language, { path: `a.${fence}`, rules: { [meta.name]: options } });
    const interleaving = findings.find((finding) => finding.interleaving)?.interleaving;
    if (interleaving && !found.has(name)) found.set(name, interleaving);
  }
  return [...found].map(([language, steps]) => ({ language, steps: steps.map(formatStep).join('\n') }));
}

function wrongCode(text) {
  return /^## Wrong$([\s\S]*?)^## /m.exec(text)?.[1] ?? '';
}

function formatStep({ actor, line, what, effect }, index) {
  const place = line === null ? 'elsewhere' : `line ${line}`;
  return `#${index + 1}  ${actor.padEnd(6)}  ${place.padEnd(9)}  ${what}\n    → ${effect}`;
}
