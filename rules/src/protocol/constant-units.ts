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
