/** Name and version of the package, held equal to package.json by `npm run generate`. */
export const packageName = 'eslint-plugin-waitq';
export const packageVersion = '0.1.0';

/** The page of a rule in the published package of this very version, for `docs.url` and diagnostics. */
export function ruleUrl(name: string): string {
  return `https://unpkg.com/${packageName}@${packageVersion}/docs/rules/${name}.md`;
}
