import { dirname, isAbsolute, join, sep } from 'node:path';
import type { FileHost, Versions } from 'eslint-plugin-waitq/analyze';
import { readApiEntries } from 'eslint-plugin-waitq/api';

/** A project's own functions, as the file that a setting names has them. */
export type ProjectApi =
  | { readonly entries: Exclude<ReturnType<typeof readApiEntries>, { readonly message: string }> }
  /** The file can't be used; one line that says where and why. */
  | { readonly problem: string };

/** Reads the files that `waitq.api` names, each once as long as it stays as it is. */
export interface ProjectApis {
  /** `asked` gets the file, so that a report is made anew when it changes. `file`: as the setting has it. */
  of(document: string, file: string, asked: Versions): ProjectApi;
}

/** `folders` are the paths of the workspace's folders, which may change. */
export function createProjectApis(host: FileHost, folders: readonly string[]): ProjectApis {
  const known = new Map<string, { readonly version: string | undefined; readonly api: ProjectApi }>();
  return {
    of(document, file, asked) {
      const path = isAbsolute(file) ? file : join(folderOf(document, folders), file);
      const version = host.versionOf(path);
      asked.set(path, version);
      const before = known.get(path);
      if (before && before.version === version) return before.api;
      const api = read(host, path);
      known.set(path, { version, api });
      return api;
    },
  };
}

/** The innermost folder of the workspace that holds the document; else the one it lies in. */
function folderOf(document: string, folders: readonly string[]): string {
  const around = folders.filter((folder) =>
    document.startsWith(folder.endsWith(sep) ? folder : folder + sep),
  );
  return around.sort((a, b) => b.length - a.length)[0] ?? dirname(document);
}

function read(host: FileHost, path: string): ProjectApi {
  const found = host.read(path);
  if (found === undefined) return { problem: `waitq.api: there is no file ${path} that can be read` };
  const entries = readApiEntries(typeof found === 'string' ? found : new TextDecoder().decode(found));
  if (!('message' in entries)) return { entries };
  return { problem: `waitq.api: ${path}:${entries.line}:${entries.column}: ${entries.message}` };
}
