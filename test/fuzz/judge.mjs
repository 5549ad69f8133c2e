import { performance } from 'node:perf_hooks';

/** Longer than this is a hang, on a machine that has nothing else to do. */
export const LIMIT_MS = 5000;

/**
 * What is wrong with how an input was taken, one line a fault: an exception, more than `limit` milliseconds, or a place
 * that is not in the file. The engine is `{ analyze, lintBytes }`, as the server and the command line go by them.
 */
export function judge({ analyze, lintBytes }, input, limit = LIMIT_MS) {
  return [
    ...watched('analyze', limit, () =>
      faultsOfAnalysis(analyze(input.text, languageOf(input.name)), input.text),
    ),
    ...watched('waitq-lint', limit, () =>
      faultsOfOutcome(lintBytes(Buffer.from(input.text, input.encoding), input.name), input),
    ),
  ];
}

function languageOf(name) {
  if (/\.[ch]$/.test(name)) return 'c';
  return /\.[cm]?tsx?$/.test(name) ? 'typescript' : 'javascript';
}

function watched(who, limit, run) {
  const start = performance.now();
  const faults = [];
  try {
    faults.push(...run());
  } catch (error) {
    faults.push(error.stack);
  }
  const took = performance.now() - start;
  if (took > limit) faults.push(`took ${(took / 1000).toFixed(1)} s`);
  return faults.map((fault) => `${who}: ${fault}`);
}

function faultsOfAnalysis({ findings, problems, error }, text) {
  const lines = linesOf(text);
  return [
    ...findings.flatMap((finding) => faultsOfFinding(finding, text, lines)),
    ...problems.flatMap(({ message, range }) => faultsOfRange(message, range, text)),
    ...(error && !isInLines(error, lines) ? [`error outside the file: ${JSON.stringify(error)}`] : []),
  ];
}

function faultsOfFinding(finding, text, lines) {
  const { rule, range, message, related, fix, suggestions, interleaving = [] } = finding;
  const edits = [fix ?? [], ...suggestions.map((suggestion) => suggestion.edits)];
  return [
    ...(message.trim() === '' ? [`${rule}: no message`] : []),
    ...faultsOfRange(rule, range, text),
    ...related.flatMap((place) => faultsOfRange(`${rule}, related`, place.range, text)),
    ...edits.flatMap((list) => faultsOfEdits(rule, list, text)),
    ...interleaving
      .filter(({ line }) => line !== null && !(line >= 1 && line <= lines.length))
      .map((step) => `${rule}: step outside the file: ${JSON.stringify(step)}`),
  ];
}

function faultsOfEdits(rule, edits, text) {
  const sorted = [...edits].sort((a, b) => a.range[0] - b.range[0]);
  const overlaps = sorted.some(({ range }, index) => index > 0 && sorted[index - 1].range[1] > range[0]);
  return [
    ...sorted.flatMap(({ range }) => faultsOfRange(`${rule}, fix`, range, text)),
    ...(overlaps ? [`${rule}: edits overlap: ${JSON.stringify(sorted)}`] : []),
  ];
}

function faultsOfRange(what, [start, end], text) {
  const isInside = Number.isInteger(start) && Number.isInteger(end) && 0 <= start && start <= end;
  return isInside && end <= text.length ? [] : [`${what}: [${start}, ${end}] is not in the file`];
}

function faultsOfOutcome(outcome, { text, encoding }) {
  if (!outcome) return [];
  const { crashed, result } = outcome;
  // Halves of pairs do not survive the way through bytes.
  const lines = linesOf(Buffer.from(text, encoding).toString(encoding));
  return [
    ...(crashed ? result.messages.map(({ message }) => message) : []),
    ...result.messages
      .filter((message) => !isInLines(message, lines))
      .map(
        ({ ruleId, line, column, message }) =>
          `${ruleId} at ${line}:${column} of ${lines.length}: ${message}`,
      ),
  ];
}

function linesOf(text) {
  return text.split(/\r\n|[\r\n\u2028\u2029]/);
}

function isInLines({ line, column }, lines) {
  return (
    line >= 1 && line <= lines.length && column >= 1 && column <= Math.max(...lines.map((l) => l.length)) + 2
  );
}
