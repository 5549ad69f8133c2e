// Webview `waitq.timeline`, commands `waitq.showTimeline` and `waitq.openRecording`: who waited when, beside the editor.
import * as vscode from 'vscode';
import { createOpenRecordings } from '../live/open-recordings.js';
import { createRecorder, type Recorded } from '../live/recorder.js';
import { openRecordings, saveRecording } from '../live/recording-files.js';
import { createTimeline } from '../live/timeline-panel.js';
import { commands, timelineView } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';
import type { LiveView } from './live-view.js';

/** Hooks the timeline on. */
export function activate({ subscriptions, extensionUri }: WaitqContext, live: LiveView): void {
  const { hub, selection, open, refresh } = live;
  const recorder = createRecorder(hub, (recorded) => void offer(recorded));
  const timeline = createTimeline({
    hub,
    selection,
    recorder,
    recordings: createOpenRecordings(),
    page: vscode.Uri.joinPath(extensionUri, 'dist/page'),
    icon: {
      light: vscode.Uri.joinPath(extensionUri, 'media/timeline-light.svg'),
      dark: vscode.Uri.joinPath(extensionUri, 'media/timeline-dark.svg'),
    },
    open,
    openRecordings: play,
    onShow: refresh,
    keep: saveRecording,
  });
  async function play(): Promise<void> {
    for (const recorded of await openRecordings()) timeline.play(recorded);
  }
  live.watchWhile(() => timeline.isOpen);
  subscriptions.push(
    timeline,
    recorder,
    vscode.commands.registerCommand(commands.showTimeline, () => timeline.show()),
    vscode.commands.registerCommand(commands.openRecording, play),
    vscode.window.registerWebviewPanelSerializer(timelineView, {
      deserializeWebviewPanel: async (panel) => timeline.restore(panel),
    }),
  );
}

/** Nobody has asked for this recording to end, so a person is not asked where to save it before they want to. */
async function offer(recorded: Recorded): Promise<void> {
  const save = 'Save the Recording';
  const chosen = await vscode.window.showInformationMessage(
    `Waitq: ${recorded.name} has ended while it was recorded.`,
    save,
  );
  if (chosen === save) void vscode.window.showInformationMessage(`Waitq: ${await saveRecording(recorded)}`);
}
