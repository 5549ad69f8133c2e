/** The command line makes no sense: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What was asked for can't be had, as when no such program runs: exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}
