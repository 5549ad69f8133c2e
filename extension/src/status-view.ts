import type { DocumentStatus } from 'waitq-language-server';

/** What the status item shows. */
export interface StatusView {
  readonly text: string;
  readonly detail: string;
  readonly severity: 'information' | 'warning' | 'error';
  readonly busy: boolean;
}

/** Puts into words how things stand for the document in the editor. */
export function statusView(
  server: 'running' | 'starting' | 'stopped',
  status: DocumentStatus | undefined,
): StatusView {
  if (server === 'starting')
    return view('Waitq starts', 'The language server is starting.', 'information', true);
  if (server === 'stopped') {
    return view(
      'Waitq is not running',
      'Restart the server by its command; the log says what went wrong.',
      'error',
    );
  }
  if (!status) return view('Waitq', 'This document has not been analysed yet.', 'information');
  return documentView(status);
}

function documentView({ kind, reason, findings, milliseconds }: DocumentStatus): StatusView {
  const took = milliseconds > 0 ? ` Took ${Math.max(1, Math.round(milliseconds))} ms.` : '';
  if (kind === 'analysed') return view(count(findings), `${reason}${took}`, 'information');
  if (kind === 'partial') return view(count(findings), `${reason}${took}`, 'warning');
  if (kind === 'ignored') return view('Waitq leaves this file alone', reason, 'information');
  if (kind === 'disabled') return view('Waitq is off', reason, 'information');
  return view("Waitq can't analyse this file", reason, 'warning');
}

function count(findings: number): string {
  if (findings === 0) return 'Waitq: no findings';
  return findings === 1 ? 'Waitq: 1 finding' : `Waitq: ${findings} findings`;
}

function view(text: string, detail: string, severity: StatusView['severity'], busy = false): StatusView {
  return { text, detail, severity, busy };
}
