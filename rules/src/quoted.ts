/** The text as a regular expression that matches just this text. */
export function quoted(text: string): string {
  return text.replace(/[$.[\]()?*+^|\\{}]/g, '\\$&');
}
