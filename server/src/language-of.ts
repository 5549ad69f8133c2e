import { fileURLToPath } from 'node:url';
import type { Language } from 'eslint-plugin-waitq/analyze';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { readsAsC } from './reads-as-c.js';

/** How to read a document, or why it is left alone. */
export type Reading = { readonly language: Language; readonly path: string } | { readonly ignored: string };

/** Tells the language by the editor's language id, and for a header that the editor takes for C++ by its text. */
export function readingOf(document: TextDocument): Reading {
  if (document.languageId === 'cpp') return readHeader(document);
  const known = languages.get(document.languageId);
  if (!known) return { ignored: `Waitq does not know the language '${document.languageId}'.` };
  const path = pathOf(document.uri);
  const fits = known.extensions.test(path);
  return { language: known.language, path: fits ? path : `${path}${known.usual}` };
}

interface KnownLanguage {
  readonly language: Language;
  readonly extensions: RegExp;
  /** Extension that makes the parser read an unsaved or oddly named document as its language id says. */
  readonly usual: string;
}

const languages: ReadonlyMap<string, KnownLanguage> = new Map([
  ['c', { language: 'c', extensions: /\.[ch]$/i, usual: '.c' }],
  ['javascript', { language: 'javascript', extensions: /\.(?:js|mjs|cjs|jsx)$/i, usual: '.js' }],
  ['javascriptreact', { language: 'javascript', extensions: /\.jsx$/i, usual: '.jsx' }],
  ['typescript', { language: 'typescript', extensions: /\.(?:ts|mts|cts)$/i, usual: '.ts' }],
  ['typescriptreact', { language: 'typescript', extensions: /\.tsx$/i, usual: '.tsx' }],
]);

function readHeader(document: TextDocument): Reading {
  const path = pathOf(document.uri);
  if (!/\.h$/i.test(path))
    return { ignored: 'C++ is left alone: the rules know C, TypeScript and JavaScript.' };
  if (!readsAsC(document.getText())) return { ignored: 'This header reads as C++, which is left alone.' };
  return { language: 'c', path };
}

/** The path of a URI, also of one that names no local file (`untitled:`, `vscode-vfs:`). */
export function pathOf(uri: string): string {
  try {
    const url = new URL(uri);
    return url.protocol === 'file:' ? fileURLToPath(url) : decodeURIComponent(url.pathname);
  } catch {
    return uri;
  }
}
