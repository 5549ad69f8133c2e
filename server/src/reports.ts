import { grammarReady, keepWork, type KeptWork, type Versions } from 'eslint-plugin-waitq/analyze';
import type { CancellationToken } from 'vscode-languageserver/node';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { check, type Report, type Surroundings } from './check.js';
import type { DocumentStatus } from './protocol.js';
import type { SettingsStore } from './settings-store.js';
import type { WorkspaceFiles } from './workspace/files.js';

/** The newest report of every open document. */
export interface ReportStore {
  /**
   * The report of the document as it is now; `undefined` when it was cancelled or a later edit overtook it.
   * A text that was slow to analyse is left to rest for as long before the next try, so that typing stays fast.
   */
  of(document: TextDocument, token?: CancellationToken): Promise<Report | undefined>;
  /** Names the report that `of` would give now: equal names, equal reports. */
  nameOf(document: TextDocument): string;
  /** Whether a file that the newest report leans on has changed since. */
  isStale(document: TextDocument): boolean;
  forget(uri: string): void;
}

interface Kept {
  readonly name: string;
  readonly report: Report;
  readonly asked: Versions;
  readonly work: KeptWork;
}

/** Makes the store; `onReport` hears of every new report. `files` tells what is known of other files. */
export function createReportStore(
  settings: SettingsStore,
  onReport: (status: DocumentStatus) => void,
  files?: WorkspaceFiles,
): ReportStore {
  const kept = new Map<string, Kept>();
  const nameOf = (document: TextDocument) => {
    const asked = kept.get(document.uri)?.asked;
    const own = `${settings.generation}:${document.version}`;
    return asked && asked.size > 0 ? `${own}:${files!.stampOf(asked)}` : own;
  };

  return {
    nameOf,
    async of(document, token) {
      const before = kept.get(document.uri);
      const name = nameOf(document);
      if (before?.name === name) return before.report;
      const own = await settings.of(document.uri);
      await rest(Math.min(before?.report.milliseconds ?? 0, longestRest));
      // A failure to load shows in the report itself.
      await grammarReady().catch(() => undefined);
      if (token?.isCancellationRequested || nameOf(document) !== name) return undefined;
      // An editor asks for diagnostics and for code actions at once: the second finds what the first has made.
      const meanwhile = kept.get(document.uri);
      if (meanwhile?.name === name) return meanwhile.report;
      const asked: Versions = new Map();
      const work = meanwhile?.work ?? keepWork();
      const report = check(document, own, { kept: work, ...(files && surroundings(files, asked)) });
      kept.set(document.uri, { name, report, asked, work });
      kept.set(document.uri, { name: nameOf(document), report, asked, work });
      onReport({ uri: document.uri, findings: report.findings.length, ...pickStatus(report) });
      return report;
    },
    isStale(document) {
      const before = kept.get(document.uri);
      return before !== undefined && before.asked.size > 0 && before.name !== nameOf(document);
    },
    forget: (uri) => void kept.delete(uri),
  };
}

/** Other files, each of which is noted when it is asked about. */
function surroundings(files: WorkspaceFiles, asked: Versions): Surroundings {
  return {
    resolveFor: (path, api) => files.resolveFor(path, asked, api),
    apiIn: (path, file) => files.apis.of(path, file, asked),
  };
}

/** Milliseconds. An analysis that is quicker than `quick` never keeps anybody waiting; `longestRest` is enough for any. */
const quick = 100;
const longestRest = 500;

/** Lets the messages that have arrived in between be read, a cancellation among them, or waits. */
function rest(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds < quick) setImmediate(resolve);
    else setTimeout(resolve, milliseconds);
  });
}

function pickStatus({ kind, reason, milliseconds }: Report): Omit<DocumentStatus, 'uri' | 'findings'> {
  return { kind, reason, milliseconds };
}
