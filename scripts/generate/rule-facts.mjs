/** What a rule's metadata says, in words. */

export function languagesOf({ languages }) {
  const names = { c: 'C', js: 'JavaScript and TypeScript' };
  return languages.map((language) => names[language]).join(', ');
}

export function configsOf({ languages, preset }) {
  const all = [
    ['recommended', 'js', 'recommended'],
    ['strict', 'js', 'strict'],
    ['kernel', 'c', 'recommended'],
    ['kernel-strict', 'c', 'strict'],
  ];
  return all
    .filter(([, language]) => languages.includes(language))
    .filter(([, , level]) => preset === 'recommended' || preset === level)
    .map(([name]) => name);
}

export function fixOf({ fixable, hasSuggestions }) {
  const kinds = [...(fixable ? ['fix'] : []), ...(hasSuggestions ? ['suggestions'] : [])];
  return kinds.join(', ') || 'none';
}

/** "disallow x" → "Disallow x." */
export function sentence(description) {
  return `${description.charAt(0).toUpperCase()}${description.slice(1)}.`;
}
