/** `RESET_TIMEOUT`: by its spelling a constant of the preprocessor. */
export function isConstantName(name: string): boolean {
  return /^[A-Z][A-Z\d]*_[A-Z\d_]+$/.test(name);
}

/** The function by which a file makes jiffies of a constant somewhere, the constant alone: `msecs_to_jiffies`. */
export function conversionOf(text: string, constant: string): string | undefined {
  for (const name of CONVERSIONS) if (text.includes(`${name}(${constant})`)) return name;
  return undefined;
}

const CONVERSIONS = ['msecs_to_jiffies', 'usecs_to_jiffies', 'nsecs_to_jiffies'];

/** What a text defines a constant as, when that is a bare number. */
export function numberOf(text: string, constant: string): number | undefined {
  if (!/^[A-Z][A-Z\d_]*$/.test(constant)) return undefined;
  const definition = `^[ \\t]*#[ \\t]*define[ \\t]+${constant}[ \\t]+\\(?(\\d+)[UL]*\\)?[ \\t]*(?://|/\\*|\\r?$)`;
  const value = new RegExp(definition, 'm').exec(text)?.[1];
  return value === undefined ? undefined : Number(value);
}
