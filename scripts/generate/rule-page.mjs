import { replaceBetween } from './between.mjs';
import { configsOf, fixOf, languagesOf, sentence } from './rule-facts.mjs';

/** Gives a rule's page its title and facts; a page without them gets them at the top. */
export function rulePage(text, meta) {
  const title = `# ${meta.name}`;
  const body = text.startsWith('# ') ? text.slice(text.indexOf('\n') + 1) : `\n${text}`;
  const facts = `${sentence(meta.description)}

| languages | on in | help |
|---|---|---|
| ${languagesOf(meta)} | ${
    configsOf(meta)
      .map((name) => `\`${name}\``)
      .join(', ') || 'no preset: by name only'
  } | ${fixOf(meta)} |`;
  const marked = body.includes('<!-- begin facts -->')
    ? body
    : `\n<!-- begin facts --><!-- end facts -->\n${body}`;
  return `${title}\n${replaceBetween(marked, 'facts', facts)}`;
}
