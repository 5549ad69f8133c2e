/** Prints recall and false alarms per rule as a Markdown table, then what to look at, by id. */
export function printScore(title, { rules, misses, falseAlarms, pairs, unread }) {
  console.log(`\n| ${title} | bugs found | | clean reported | |\n|---|---|---|---|---|`);
  for (const row of [...rules, total(rules)]) {
    console.log(
      `| ${row.rule} | ${row.found} of ${row.bugs} | ${percent(row.found, row.bugs)} | ` +
        `${row.falseAlarms} of ${row.clean} | ${percent(row.falseAlarms, row.clean)} |`,
    );
  }
  const right = pairs.filter((pair) => pair.right).length;
  console.log(`\nPairs told apart: ${right} of ${pairs.length}`);
  printList(
    'Not told apart',
    pairs.filter((pair) => !pair.right).map(({ bug, clean }) => `${bug}/${clean}`),
  );
  printList('Missed', misses);
  printList('False alarms', falseAlarms);
  if (unread > 0) console.log(`Sites whose file is not there: ${unread}`);
}

function total(rules) {
  const sum = (key) => rules.reduce((all, row) => all + row[key], 0);
  return {
    rule: '**all**',
    bugs: sum('bugs'),
    found: sum('found'),
    clean: sum('clean'),
    falseAlarms: sum('falseAlarms'),
  };
}

export function percent(part, whole) {
  return whole === 0 ? '' : `${Math.round((100 * part) / whole)} %`;
}

function printList(title, ids) {
  if (ids.length > 0) console.log(`${title}: ${ids.join(' ')}`);
}
