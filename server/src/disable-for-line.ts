import type { TextEdit } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { RatedFinding } from './check.js';
import { readingOf } from './language-of.js';

/** The edit that puts a comment before the finding's line which silences its rule there. */
export function disableForLine(
  document: TextDocument,
  finding: Pick<RatedFinding, 'rule' | 'range'>,
): TextEdit {
  const { line } = document.positionAt(finding.range[0]);
  const indent = /^[ \t]*/.exec(lineText(document, line))?.[0] ?? '';
  const comment = commentOf(document, `eslint-disable-next-line waitq/${finding.rule}`);
  const start = { line, character: 0 };
  return { range: { start, end: start }, newText: `${indent}${comment}${lineEnd(document, line)}` };
}

function commentOf(document: TextDocument, text: string): string {
  const reading = readingOf(document);
  return 'language' in reading && reading.language === 'c' ? `/* ${text} */` : `// ${text}`;
}

/** Inside a macro that goes over several lines the new line has to be continued too. */
function lineEnd(document: TextDocument, line: number): string {
  const before = line > 0 ? lineText(document, line - 1) : lineText(document, line);
  const newline = /\r?\n$/.exec(before)?.[0] ?? '\n';
  const continued = line > 0 && /\\\r?\n$/.test(before);
  return continued ? ` \\${newline}` : newline;
}

function lineText(document: TextDocument, line: number): string {
  return document.getText({ start: { line, character: 0 }, end: { line: line + 1, character: 0 } });
}
