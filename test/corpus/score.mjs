/** How far from a wrong line a finding may lie and still count as found; how near a right one it must not come. */
const FOUND_WITHIN = 15;
const ALARM_WITHIN = 3;

/** Findings of a rule on the left count for sites of the rule on the right, too. */
const COUNTS_FOR = { 'no-missing-wake': 'wake-after-update' };

/**
 * Holds findings against sites. `sites` are corpus entries with `key`, the file's name in `findings`; `findings` maps
 * that name to `{ rule, line, function? }` with `function` as `functionHeader` gives it. Sites whose file was not read
 * (`findings` has no such key) are left out and counted.
 */
export function score(sites, findings) {
  const read = sites.filter(({ key }) => findings.has(key));
  const judged = read.map((site) => ({ ...site, hit: isHit(site, findings.get(site.key)) }));
  const rules = [...new Set(judged.map(({ rule }) => rule))].sort();
  return {
    unread: sites.length - read.length,
    rules: rules.map((rule) =>
      scoreRule(
        rule,
        judged.filter((site) => site.rule === rule),
      ),
    ),
    misses: judged.filter(({ verdict, hit }) => verdict === 'bug' && !hit).map(({ id }) => id),
    falseAlarms: judged.filter(({ verdict, hit }) => verdict === 'clean' && hit).map(({ id }) => id),
    pairs: scorePairs(judged),
  };
}

/** Whether a finding of the site's rule lies at it: near a bug and in its function, or on a clean line. */
export function isHit(site, findings) {
  const bug = site.verdict === 'bug';
  const reach = bug ? FOUND_WITHIN : ALARM_WITHIN;
  return findings.some(
    (finding) =>
      (COUNTS_FOR[finding.rule] ?? finding.rule) === site.rule &&
      Math.abs(finding.line - site.line) <= reach &&
      (!bug || site.function === undefined || names(finding.function, site.function)),
  );
}

function names(header, name) {
  return header !== undefined && new RegExp(`\\b${name}\\b`).test(header);
}

function scoreRule(rule, sites) {
  const of = (verdict) => sites.filter((site) => site.verdict === verdict);
  const hits = (list) => list.filter(({ hit }) => hit).length;
  const [bugs, clean] = [of('bug'), of('clean')];
  return { rule, bugs: bugs.length, found: hits(bugs), clean: clean.length, falseAlarms: hits(clean) };
}

/** A bug and its repaired twin: the pair is right when the first is found and the second is silent. */
function scorePairs(sites) {
  const clean = sites.filter(({ verdict }) => verdict === 'clean');
  return sites
    .filter(({ verdict }) => verdict === 'bug')
    .flatMap((bug) => clean.filter((twin) => isTwin(bug, twin)).map((twin) => ({ bug, twin })))
    .map(({ bug, twin }) => ({ bug: bug.id, clean: twin.id, right: bug.hit && !twin.hit }));
}

/** The same function in another tree, or the same rule in another version of a package. */
function isTwin(bug, clean) {
  if (bug.rule !== clean.rule || origin(bug) === origin(clean)) return false;
  if (bug.package) return packageName(bug) === packageName(clean);
  return bug.function !== undefined && bug.function === clean.function && bug.file === clean.file;
}

function origin({ tree, package: name }) {
  return tree ?? name;
}

function packageName({ package: name }) {
  return name?.slice(0, name.lastIndexOf('@'));
}

/**
 * The head of the C function that a line lies in (`static int f(struct x *x)`), or undefined outside functions. Relies on
 * braces in the first column, as kernel style has them.
 */
export function functionHeader(text, line) {
  const lines = text.split('\n');
  let open = line - 1;
  while (open >= 0 && !lines[open].startsWith('{')) {
    if (open < line - 1 && lines[open].startsWith('}')) return undefined;
    if (/^\w[^;=]*\)\s*\{\s*$/.test(lines[open])) return lines[open];
    open--;
  }
  if (open < 0) return undefined;
  let start = open;
  while (start > 0 && /^\s*$/.test(lines[start - 1])) start--;
  while (start > 0 && !/^\s*$|[;}]\s*$|\*\/\s*$|^#/.test(lines[start - 1])) start--;
  return lines.slice(start, open).join(' ');
}

/** The name in a function's head: the identifier before the first parenthesis, of a SYSCALL_DEFINE the one after it. */
export function functionName(header) {
  if (header === undefined) return undefined;
  return (/\bSYSCALL_DEFINE\d\((\w+)/.exec(header) ?? /(\w+)\s*\(/.exec(header))?.[1];
}
