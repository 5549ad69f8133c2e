import * as vscode from 'vscode';
import { readRecording } from 'waitq/inspect/client';
import type { Recorded } from './recorder.js';

/** Asks where to save a recording; of several one after the other. @returns what became of it, in words */
export function saveRecording(recorded: Recorded): Promise<string> {
  last = last.then(() => save(recorded));
  return last;
}

let last = Promise.resolve('');

async function save({ name, recording }: Recorded): Promise<string> {
  try {
    const uri = await vscode.window.showSaveDialog({
      title: `Save the Recording of ${name}`,
      filters,
      ...suggested(name),
    });
    if (!uri) return `The recording of ${name} is not saved.`;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(JSON.stringify(recording)));
    return `The recording of ${name} is saved as ${uri.fsPath}.`;
  } catch (error) {
    return `The recording of ${name} can’t be saved: ${messageOf(error)}`;
  }
}

const filters = { Recordings: ['json'] };

function suggested(name: string): Pick<vscode.SaveDialogOptions, 'defaultUri'> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const file = `${name.replace(/[^\w.-]+/g, '-').replace(/^-|-$/g, '')}.waitq.json`;
  return folder ? { defaultUri: vscode.Uri.joinPath(folder.uri, file) } : {};
}

/** Asks which recordings to open, and reads them; says so where one can't be read. */
export async function openRecordings(): Promise<readonly Recorded[]> {
  const title = 'Open Recordings of Wait Queues';
  const uris = await vscode.window.showOpenDialog({
    title,
    filters,
    canSelectFiles: true,
    canSelectMany: true,
  });
  const read = await Promise.all((uris ?? []).map(open));
  return read.filter((recorded) => recorded !== undefined);
}

async function open(uri: vscode.Uri): Promise<Recorded | undefined> {
  const name = uri.path.replace(/^.*\//, '');
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { name, recording: readRecording(text) };
  } catch (error) {
    void vscode.window.showErrorMessage(`Waitq: ${name}: ${messageOf(error)}`);
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
