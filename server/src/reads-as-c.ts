/**
 * Tells a C header from a C++ one by what only C++ can mean. Editors open every `.h` as C++, and kernel headers
 * use `class`, `new` or `private` as plain names, so a word alone says nothing: it has to stand as C++ has it.
 */
export function readsAsC(text: string): boolean {
  const code = withoutCxxOnlyParts(withoutCommentsAndStrings(text));
  return !cxxOnly.some((pattern) => pattern.test(code));
}

const cxxOnly: readonly RegExp[] = [
  /^[ \t]*template\s*</m,
  /^[ \t]*(?:inline[ \t]+)?namespace(?:[ \t]+[\w:]+)?\s*\{/m,
  /^[ \t]*using[ \t]+[\w:]+(?:[ \t]+\w+)?\s*[;=]/m,
  /^[ \t]*(?:enum[ \t]+)?class[ \t]+\w+(?:[ \t]+final)?\s*(?:\{|;|:[^:])/m,
  /^[ \t]*(?:public|private|protected)[ \t]*:/m,
  /\w[ \t]*::[ \t]*~?\w/,
  /\b(?:static|const|dynamic|reinterpret)_cast\s*</,
  /\boperator\s*(?:[-+*/%=<>!&|~^]|\(\)|\[\])/,
  /^[ \t]*virtual[ \t]+[\w~]/m,
];

function withoutCommentsAndStrings(text: string): string {
  return text.replace(/\/\*[^]*?(?:\*\/|$)|\/\/[^\n]*|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*'/g, ' ');
}

/** Drops `#ifdef __cplusplus … #endif`, which a C header has for C++ readers. */
function withoutCxxOnlyParts(code: string): string {
  return code.replace(
    /^[ \t]*#[ \t]*if(?:def[ \t]+|[ \t]+defined[ \t]*\(?[ \t]*)__cplusplus\b[^]*?^[ \t]*#[ \t]*(?:endif|else)\b/gm,
    '',
  );
}
