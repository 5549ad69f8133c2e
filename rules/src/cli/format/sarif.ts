import type { Linter } from 'eslint';
import type {
  CodeFlow,
  Fix,
  Location,
  Log,
  Notification,
  Region,
  ReportingDescriptor,
  Result,
  Run,
} from 'sarif';
import { pathToFileURL } from 'node:url';
import { packageVersion, ruleUrl } from '../../package-info.js';
import { rules } from '../../rules/index.js';
import type { Explanation, FileResult, Message } from '../result.js';
import { locator, type Locate } from './locate.js';

/** SARIF 2.1.0: findings with related places, the losing interleaving as a code flow, and fixes. */
export function formatSarif(results: readonly FileResult[]): string {
  const failures = results.flatMap(notificationsOf);
  const run: Run = {
    tool: { driver: { name: 'waitq-lint', semanticVersion: packageVersion, rules: descriptors() } },
    columnKind: 'utf16CodeUnits',
    originalUriBaseIds: { [base]: { uri: pathToFileURL(`${process.cwd()}/`).href } },
    invocations: [{ executionSuccessful: failures.length === 0, toolExecutionNotifications: failures }],
    results: results.flatMap(resultsOf),
  };
  const log: Log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [run],
  };
  return `${JSON.stringify(log)}\n`;
}

/** Paths below the working directory are given relative to it, as code-scanning services want them. */
const base = 'SRCROOT';

function descriptors(): ReportingDescriptor[] {
  return [...rules.values()].map(({ meta }) => ({
    id: `waitq/${meta.name}`,
    shortDescription: { text: meta.description },
    helpUri: ruleUrl(meta.name),
  }));
}

function resultsOf(file: FileResult): Result[] {
  const text = file.output ?? file.source;
  const locate = text === undefined ? undefined : locator(text);
  const found = file.messages.filter(({ ruleId }) => ruleId !== null);
  return [
    ...found.map((message) => toResult(file, message, locate)),
    ...file.suppressedMessages.map((message) => toSuppressed(file, message)),
  ];
}

function toResult(file: FileResult, message: Message, locate: Locate | undefined): Result {
  const { explanation } = message;
  return {
    ...coreOf(file, message),
    ...(explanation
      ? { relatedLocations: relatedOf(file, explanation), ...codeFlowsOf(file, explanation) }
      : {}),
    ...(locate ? fixesOf(file, message, locate) : {}),
  };
}

function toSuppressed(file: FileResult, message: Linter.SuppressedLintMessage): Result {
  const suppressions = message.suppressions.map(({ justification }) => ({
    kind: 'inSource' as const,
    justification,
  }));
  return { ...coreOf(file, message), suppressions };
}

function coreOf(file: FileResult, message: Linter.LintMessage): Result {
  return {
    ruleId: message.ruleId ?? '',
    level: message.severity === 2 ? 'error' : 'warning',
    message: { text: message.message },
    locations: [toLocation(file, regionOf(message))],
  };
}

function relatedOf(file: FileResult, { related }: Explanation): Location[] {
  return related.map((place, id) => ({
    id,
    ...toLocation(file, regionOf(place)),
    message: { text: place.message },
  }));
}

/** The steps of waiter and waker in the order in which they run. */
function codeFlowsOf(file: FileResult, { interleaving }: Explanation): { codeFlows?: CodeFlow[] } {
  if (interleaving.length === 0) return {};
  const locations = interleaving.map(({ actor, line, what, effect }, index) => ({
    executionOrder: index + 1,
    location: {
      ...(line === null ? {} : toLocation(file, { startLine: line })),
      message: { text: `${actor}: ${what} → ${effect}` },
    },
  }));
  return { codeFlows: [{ threadFlows: [{ locations }] }] };
}

function fixesOf(file: FileResult, message: Message, locate: Locate): { fixes?: Fix[] } {
  const safe = message.fix ? [{ desc: 'Fix', fix: message.fix }] : [];
  const choices = [...safe, ...(message.suggestions ?? [])];
  if (choices.length === 0) return {};
  const fixes = choices.map(({ desc, fix }) => ({
    description: { text: desc },
    artifactChanges: [
      {
        artifactLocation: artifactOf(file),
        replacements: [{ deletedRegion: regionOf(locate(fix.range)), insertedContent: { text: fix.text } }],
      },
    ],
  }));
  return { fixes };
}

/** What is no finding but a file that could not be judged. */
function notificationsOf(file: FileResult): Notification[] {
  return file.messages
    .filter(({ ruleId }) => ruleId === null)
    .map((message) => ({
      level: message.severity === 2 ? ('error' as const) : ('warning' as const),
      message: { text: message.message },
      locations: [toLocation(file, regionOf(message))],
    }));
}

function toLocation(file: FileResult, region: Region): Location {
  return { physicalLocation: { artifactLocation: artifactOf(file), region } };
}

function artifactOf({ filePath }: FileResult): { uri: string; uriBaseId?: string } {
  const { href } = pathToFileURL(filePath);
  const root = pathToFileURL(`${process.cwd()}/`).href;
  return href.startsWith(root) ? { uri: href.slice(root.length), uriBaseId: base } : { uri: href };
}

interface MessagePlace {
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

/** Lines and columns below 1 are ESLint's way of saying that it has none. */
function regionOf(place: MessagePlace): Region {
  const { line = 1, column = 1, endLine, endColumn } = place;
  return {
    startLine: Math.max(line, 1),
    startColumn: Math.max(column, 1),
    ...(endLine === undefined ? {} : { endLine }),
    ...(endColumn === undefined ? {} : { endColumn }),
  };
}
