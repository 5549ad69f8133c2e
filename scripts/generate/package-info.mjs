/** Puts the package's name and version into the source that speaks of them. */
export function packageInfo(text, { name, version }) {
  return text
    .replace(/packageName = '[^']*'/, `packageName = '${name}'`)
    .replace(/packageVersion = '[^']*'/, `packageVersion = '${version}'`);
}
