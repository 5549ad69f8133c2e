// Webview `waitq.timeline`, command `waitq.showTimeline`: who waited when, beside the editor.
import * as vscode from 'vscode';
import { createTimeline } from '../live/timeline-panel.js';
import { commands, timelineView } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';
import type { LiveView } from './live-view.js';

/** Hooks the timeline on. */
export function activate({ subscriptions, extensionUri }: WaitqContext, live: LiveView): void {
  const { hub, selection, open, refresh } = live;
  const timeline = createTimeline({
    hub,
    selection,
    page: vscode.Uri.joinPath(extensionUri, 'dist/page'),
    open,
    onShow: refresh,
  });
  live.watchWhile(() => timeline.isOpen);
  subscriptions.push(
    timeline,
    vscode.commands.registerCommand(commands.showTimeline, () => timeline.show()),
    vscode.window.registerWebviewPanelSerializer(timelineView, {
      deserializeWebviewPanel: async (panel) => timeline.restore(panel),
    }),
  );
}
