/** Every command, as package.json contributes it. */
export const commands = {
  restartServer: 'waitq.restartServer',
  showLog: 'waitq.showLog',
  showStatus: 'waitq.showStatus',
  refreshQueues: 'waitq.refreshQueues',
  openWaiter: 'waitq.openWaiter',
  showTimeline: 'waitq.showTimeline',
  openRecording: 'waitq.openRecording',
  checkConditions: 'waitq.checkConditions',
  revealWaiters: 'waitq.revealWaiters',
  watchTerminals: 'waitq.watchTerminals',
  stopWatchingTerminals: 'waitq.stopWatchingTerminals',
  attach: 'waitq.attach',
  detach: 'waitq.detach',
} as const;

/** Every setting that this side reads, without the prefix `waitq.`; the server reads the others. */
export const settings = {
  liveViewInterval: 'liveView.refreshInterval',
  editorMarks: 'liveView.editorMarks',
} as const;

/** The tree in the debug side bar. */
export const queuesView = 'waitq.queues';

/** The timeline's webview. */
export const timelineView = 'waitq.timeline';

/** Context key that chooses the welcome text of an empty tree: a `ModelState`. */
export const queuesState = 'waitq.queuesState';

/** Context key: whether a program is watched without a debugger, or will be when it starts. */
export const watchesPrograms = 'waitq.watchesPrograms';

/** Context key: whether programs that are started in new terminals are watched. */
export const watchesTerminals = 'waitq.watchesTerminals';

/** The languages whose documents the server gets; it leaves C++ alone, and says so. */
export const languages = [
  'c',
  'cpp',
  'javascript',
  'javascriptreact',
  'typescript',
  'typescriptreact',
] as const;

/** Where those documents come from: not from a version-control view, which would show every problem twice. */
const schemes = ['file', 'untitled', 'vscode-vfs'] as const;

/** The documents that the server gets. */
export const documentSelector = languages.flatMap((language) =>
  schemes.map((scheme) => ({ language, scheme })),
);
