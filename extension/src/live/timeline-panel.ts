import * as vscode from 'vscode';
import type { Selection, ToHost, ToPage } from 'waitq/inspect/page';
import { timelineView } from '../names.js';
import type { LiveHub } from './hub.js';
import type { SharedSelection } from './selection.js';

/** The timeline beside the editor: the page of `npx waitq inspect` in a webview. */
export interface Timeline extends vscode.Disposable {
  /** Whether it is open, be it hidden behind another tab. */
  readonly isOpen: boolean;
  show(): void;
  /** Takes a panel that the editor has restored after a reload. */
  restore(panel: vscode.WebviewPanel): void;
}

export interface TimelineOptions {
  readonly hub: LiveHub;
  readonly selection: SharedSelection;
  /** The folder of page.js and page.css. */
  readonly page: vscode.Uri;
  open(selection: Selection): void;
  onShow(): void;
}

/** Makes a timeline that is not open. */
export function createTimeline({ hub, selection, page, open, onShow }: TimelineOptions): Timeline {
  let panel: vscode.WebviewPanel | undefined;
  const tell = (message: ToPage): void => void panel?.webview.postMessage(message);
  hub.onMessage(tell);
  selection.onChange((now, origin) => origin !== 'timeline' && tell({ type: 'select', selection: now }));

  async function take(message: ToHost): Promise<void> {
    try {
      await answer(message);
    } catch (error) {
      tell({ type: 'notice', message: error instanceof Error ? error.message : String(error) });
    }
  }

  async function answer(message: ToHost): Promise<void> {
    switch (message.type) {
      case 'ready':
        // A page that was hidden is made anew when it is shown, and knows nothing.
        for (const told of hub.replay()) tell(told);
        return tell({ type: 'select', selection: selection.now });
      case 'resync':
        return hub.find(message.program)?.resync();
      case 'open':
        return open(message.selection);
      case 'select':
        return selection.set(message.selection, 'timeline');
      case 'check':
        return hub.find(message.program)?.refresh({ evaluate: true });
      case 'evaluate':
        return evaluate(message);
      case 'record':
        return record(message);
    }
  }

  async function evaluate({ program, waiter, force = false }: Of<'evaluate'>): Promise<void> {
    const answer = (await hub.find(program)?.evaluate(waiter, force)) ?? 'The program has ended.';
    const told = { type: 'evaluated', program, waiter } as const;
    tell(typeof answer === 'string' ? { ...told, problem: answer } : { ...told, evaluation: answer });
  }

  async function record({ program, on }: Of<'record'>): Promise<void> {
    const source = hub.find(program);
    const recording = await source?.record?.(on);
    if (!source || !recording) return;
    tell({ type: 'recording', name: `${source.name}, recorded`, recording });
    await save(JSON.stringify(recording));
  }

  function restore(restored: vscode.WebviewPanel): void {
    panel?.dispose();
    panel = restored;
    const { webview } = restored;
    webview.options = { enableScripts: true, localResourceRoots: [page] };
    webview.onDidReceiveMessage((message: ToHost) => void take(message));
    restored.onDidDispose(() => {
      if (panel === restored) panel = undefined;
    });
    webview.html = html(webview, page);
    onShow();
  }

  return {
    get isOpen() {
      return panel !== undefined;
    },
    show() {
      if (panel) return panel.reveal();
      restore(
        vscode.window.createWebviewPanel(timelineView, 'Wait Queues', vscode.ViewColumn.Beside, {
          enableScripts: true,
        }),
      );
    },
    restore,
    dispose: () => panel?.dispose(),
  };
}

type Of<Type extends ToHost['type']> = Extract<ToHost, { type: Type }>;

async function save(text: string): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    title: 'Save the Recording',
    filters: { Recordings: ['json'] },
  });
  if (uri) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
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
