/** Every command, as package.json contributes it. */
export const commands = {
  restartServer: 'waitq.restartServer',
  showLog: 'waitq.showLog',
  showStatus: 'waitq.showStatus',
  refreshQueues: 'waitq.refreshQueues',
  openWaiter: 'waitq.openWaiter',
} as const;

/** Every setting that this side reads, without the prefix `waitq.`; the server reads the others. */
export const settings = {
  liveViewInterval: 'liveView.refreshInterval',
} as const;

/** The tree in the debug side bar. */
export const queuesView = 'waitq.queues';

/** Context key that chooses the welcome text of an empty tree: `noProgram`, `noQueues` or `queues`. */
export const queuesState = 'waitq.queuesState';

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
