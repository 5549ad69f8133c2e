// Setting `waitq.liveView.editorMarks`, command `waitq.revealWaiters`: above and behind each line on which somebody
// waits now, how many; behind it also how long.
import * as vscode from 'vscode';
import type { Selection } from 'waitq/inspect/page';
import { waiterName } from '../live/labels.js';
import { marksOf, waitersOf, type LineMark } from '../live/line-marks.js';
import { isNamed } from '../live/model.js';
import { commands, languages, settings } from '../names.js';
import type { WaitqContext } from '../waitq-context.js';
import { uriOf, type LiveView } from './live-view.js';

/** Hooks the marks on. */
export function activate({ subscriptions }: WaitqContext, live: LiveView): void {
  const { hub, selection } = live;
  const marks = createMarks(live);
  const lenses = new vscode.EventEmitter<void>();
  const decorations = createDecorations();
  let shown = '';
  const draw = (): void => {
    const editors = vscode.window.visibleTextEditors.map((editor) => ({
      editor,
      there: marks.of(editor.document),
    }));
    for (const { editor, there } of editors) decorations.draw(editor, there, selection.now);
    // The editor waits with lenses until they have not changed for a while.
    const now = JSON.stringify(editors.map(({ there }) => there.map(({ line, text }) => [line, text])));
    if (now !== shown) lenses.fire();
    shown = now;
  };
  const update = throttled(() => {
    draw();
    void marks.look().then((isNew) => isNew && draw());
  });
  hub.onChange(update);
  selection.onChange(update);
  live.watchWhile(() => isOn() && vscode.debug.activeDebugSession !== undefined);
  subscriptions.push(
    lenses,
    decorations,
    { dispose: update.cancel },
    vscode.window.onDidChangeVisibleTextEditors(draw),
    vscode.window.onDidChangeTextEditorSelection((event) => selectByCursor(event, marks, live)),
    vscode.languages.registerCodeLensProvider(
      [...languages].map((language) => ({ language })),
      {
        onDidChangeCodeLenses: lenses.event,
        provideCodeLenses: (document) => marks.of(document).map(toLens),
      },
    ),
    vscode.commands.registerCommand(commands.revealWaiters, (wanted: Selection) => {
      selection.set(wanted, 'editor');
      return vscode.commands.executeCommand(commands.showTimeline);
    }),
  );
}

interface Marks {
  of(document: vscode.TextDocument): readonly LineMark[];
  /** Asks the programs for the places that are not known. @returns whether there are new ones */
  look(): Promise<boolean>;
}

function createMarks({ hub, places }: LiveView): Marks {
  return {
    of(document) {
      if (!isOn()) return [];
      return marksOf(waitersOf(hub.model), (waiter) => {
        const place = places.of(waiter);
        return place && isIn(place.file, document) ? place.line : undefined;
      });
    },
    look: async () => isOn() && places.look(waitersOf(hub.model)),
  };
}

/** On a remote machine a debugger and the editor may name the same file by different schemes. */
function isIn(file: string, { uri }: vscode.TextDocument): boolean {
  const place = uriOf(file);
  const isSameKind = place.scheme === uri.scheme || (isFile(place) && isFile(uri));
  return isSameKind && place.path === uri.path;
}

function isFile({ scheme }: vscode.Uri): boolean {
  return scheme === 'file' || scheme === 'vscode-remote';
}

function isOn(): boolean {
  return vscode.workspace.getConfiguration('waitq').get<boolean>(settings.editorMarks, true);
}

function selectionOf({ waiters: [first] }: LineMark): Selection | null {
  return first ? { program: first.program.id, queue: first.queue.id, waiter: first.waiter.id } : null;
}

function toLens(mark: LineMark): vscode.CodeLens {
  const line = mark.line - 1;
  return new vscode.CodeLens(new vscode.Range(line, 0, line, 0), {
    // The editor takes a plain space behind an icon away.
    title: `${mark.isLost ? '$(error)' : '$(watch)'}\u00a0${mark.text}`,
    tooltip: mark.waiters
      .map(({ queue, waiter }) => `${waiterName(waiter) || 'a waiter'} on ${queue.name}`)
      .join('\n'),
    command: commands.revealWaiters,
    arguments: [selectionOf(mark)],
  });
}

/** Whoever puts the cursor on a line selects who waits there; what the extension opens itself is selected already. */
function selectByCursor(
  { textEditor, selections: [cursor], kind }: vscode.TextEditorSelectionChangeEvent,
  marks: Marks,
  { selection }: LiveView,
): void {
  if (kind === undefined || kind === vscode.TextEditorSelectionChangeKind.Command || !cursor) return;
  const mark = marks.of(textEditor.document).find(({ line }) => line === cursor.active.line + 1);
  const isThere = mark?.waiters.some((waiter) => isNamed(waiter, selection.now));
  if (mark && !isThere) selection.set(selectionOf(mark), 'editor');
}

interface Decorations extends vscode.Disposable {
  draw(editor: vscode.TextEditor, marks: readonly LineMark[], selected: Selection | null): void;
}

function createDecorations(): Decorations {
  const type = (color: string) =>
    vscode.window.createTextEditorDecorationType({
      isWholeLine: true,
      overviewRulerColor: new vscode.ThemeColor(color),
      overviewRulerLane: vscode.OverviewRulerLane.Right,
      after: { color: new vscode.ThemeColor(color), margin: '0 0 0 2em', fontStyle: 'italic' },
    });
  const asleep = type('charts.blue');
  const lost = type('charts.red');
  const selected = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  return {
    draw(editor, marks, now) {
      const isSelected = ({ waiters }: LineMark) => waiters.some((waiter) => isNamed(waiter, now));
      editor.setDecorations(asleep, marks.filter(({ isLost }) => !isLost).map(toDecoration));
      editor.setDecorations(lost, marks.filter(({ isLost }) => isLost).map(toDecoration));
      editor.setDecorations(selected, marks.filter(isSelected).map(lineRange));
    },
    dispose: () => [asleep, lost, selected].forEach((one) => one.dispose()),
  };
}

function toDecoration(mark: LineMark): vscode.DecorationOptions {
  const contentText = [mark.text, mark.age].filter(Boolean).join(', ');
  return { range: lineRange(mark), renderOptions: { after: { contentText } } };
}

function lineRange({ line }: LineMark): vscode.Range {
  return new vscode.Range(line - 1, 0, line - 1, Number.MAX_SAFE_INTEGER);
}

/** Milliseconds: a person reads no faster. */
const drawEvery = 300;

/** Calls at most so often, and once more after the last time. */
function throttled(act: () => void): (() => void) & { readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  const call = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      act();
    }, drawEvery);
  };
  return Object.assign(call, { cancel: () => clearTimeout(timer) });
}
