import { replaceBetween } from './between.mjs';
import { fixOf, languagesOf } from './rule-facts.mjs';

/** Replaces the table of rules in a README. */
export function withRuleTable(text, metas, folder) {
  const rows = metas.map(
    (meta) =>
      `| [\`waitq/${meta.name}\`](${folder}/${meta.name}.md) | ${meta.description} | ${languagesOf(meta)} | ${meta.preset} | ${fixOf(meta)} |`,
  );
  const head = ['| rule | what it does | languages | from preset | help |', '|---|---|---|---|---|'];
  const table = [...head, ...rows].join('\n');
  const replaced = replaceBetween(text, 'rules', table);
  if (replaced === undefined) throw new Error('a README has no <!-- begin rules --> … <!-- end rules -->');
  return replaced;
}
