import type { Finding } from './findings.js';
import type { RecordedFinding } from './recording.js';

/** Remembers, look by look, which findings a program had and for how long. */
export interface FindingLog {
  /** What the lints found at that time, in milliseconds since the epoch; what they found before and not now has ended. */
  note(findings: readonly Finding[], at: number): void;
  recorded(): RecordedFindings;
}

/** Of one recording. */
export interface RecordedFindings {
  readonly findings: readonly RecordedFinding[];
  /** How many are not among them: those that ended first. */
  readonly dropped: number;
}

/** Findings that are remembered, and among them evidence of each. */
const MAX_FINDINGS = 1000;
const MAX_EVIDENCE = 20;

/** A log for a recording that was begun at that time, in milliseconds since the epoch. */
export function createFindingLog(startedAt: number): FindingLog {
  const open = new Map<string, RecordedFinding>();
  const ended: RecordedFinding[] = [];
  let before: ReadonlyMap<string, Finding> = new Map();
  let dropped = 0;

  return {
    note(findings, at) {
      const now = Math.max(0, at - startedAt);
      const seen = new Map(findings.map((finding) => [keyOf(finding), finding]));
      for (const [key, finding] of open) {
        if (seen.has(key)) continue;
        open.delete(key);
        ended.push({ ...finding, until: now });
      }
      for (const [key, finding] of seen) {
        if (open.has(key)) continue;
        if (open.size < MAX_FINDINGS) open.set(key, { ...short(finding), from: now });
        else if (!before.has(key)) dropped++;
      }
      before = seen;
      dropped += ended.splice(0, open.size + ended.length - MAX_FINDINGS).length;
    },
    recorded: () => ({
      findings: [...ended, ...open.values()].toSorted((one, other) => one.from - other.from),
      dropped,
    }),
  };
}

function short(finding: Finding): Finding {
  return { ...finding, evidence: finding.evidence.slice(0, MAX_EVIDENCE) };
}

/** Messages tell ages and counts, which grow: they tell apart only what is about no queue. */
function keyOf({ kind, queue, waiter, message }: Finding): string {
  return `${kind} ${queue ?? message} ${waiter ?? ''}`;
}
