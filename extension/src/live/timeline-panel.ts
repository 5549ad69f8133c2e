import * as vscode from 'vscode';
import type { ToHost, ToPage } from 'waitq/inspect/page';
import { commands, timelineView } from '../names.js';
import type { Recorded } from './recorder.js';
import { createAnswers, type Answering } from './timeline-answers.js';

/** The timeline beside the editor: the page of `npx waitq inspect` in a webview. */
export interface Timeline extends vscode.Disposable {
  /** Whether it is open, be it hidden behind another tab. */
  readonly isOpen: boolean;
  show(): void;
  /** Opens it with a recording beside the programs that run. */
  play(recorded: Recorded): void;
  /** Takes a panel that the editor has restored after a reload. */
  restore(panel: vscode.WebviewPanel): void;
}

export interface TimelineOptions extends Answering {
  /** The folder of page.js and page.css. */
  readonly page: vscode.Uri;
  /** Of its tab. */
  readonly icon: { readonly light: vscode.Uri; readonly dark: vscode.Uri };
  onShow(): void;
}

/** Makes a timeline that is not open. */
export function createTimeline(options: TimelineOptions): Timeline {
  const { hub, selection, recordings, page, icon, onShow } = options;
  let panel: vscode.WebviewPanel | undefined;
  let isDrawn = false;
  const tell = (message: ToPage): void => void panel?.webview.postMessage(message);
  const answer = createAnswers(options, tell);
  hub.onMessage(tell);
  selection.onChange((now, origin) => origin !== 'timeline' && tell({ type: 'select', selection: now }));

  async function take(message: ToHost): Promise<void> {
    isDrawn ||= message.type === 'ready';
    await answer(message);
  }

  function restore(restored: vscode.WebviewPanel): void {
    panel?.dispose();
    panel = restored;
    isDrawn = false;
    const { webview } = restored;
    restored.iconPath = icon;
    webview.options = {
      enableScripts: true,
      localResourceRoots: [page],
      enableCommandUris: [commands.attach, commands.watchTerminals],
    };
    webview.onDidReceiveMessage((message: ToHost) => void take(message));
    restored.onDidChangeViewState(() => (isDrawn &&= restored.visible));
    restored.onDidDispose(() => {
      if (panel !== restored) return;
      panel = undefined;
      recordings.clear();
    });
    webview.html = html(webview, page);
    onShow();
  }

  function show(): void {
    if (panel) return panel.reveal();
    const { Beside } = vscode.ViewColumn;
    restore(vscode.window.createWebviewPanel(timelineView, 'Wait Queues', Beside, { enableScripts: true }));
  }

  return {
    get isOpen() {
      return panel !== undefined;
    },
    show,
    play(recorded) {
      recordings.add(recorded);
      show();
      if (isDrawn) for (const message of recordings.tell(false)) tell(message);
    },
    restore,
    dispose: () => panel?.dispose(),
  };
}

function html(webview: vscode.Webview, page: vscode.Uri): string {
  const { cspSource } = webview;
  const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(page, name)).toString();
  const policy = `default-src 'none'; script-src ${cspSource}; style-src ${cspSource}; font-src ${cspSource}`;
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <title>Wait Queues</title>
    <link rel="stylesheet" href="${file('page.css')}" />
  </head>
  <body>
    <div id="waitq"></div>
    <script type="module" src="${file('page.js')}"></script>
  </body>
</html>`;
}
