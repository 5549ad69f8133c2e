/** Where files are read from: the disk, or an editor's documents in front of it. Paths are absolute. */
export interface FileHost {
  /** Names a state of the file: equal names, equal texts. Undefined when there is no such file. */
  versionOf(path: string): string | undefined;
  /** The bytes or the text; undefined when the file can't be read. */
  read(path: string): Uint8Array | string | undefined;
  /** The names in a directory; none when it can't be read. */
  list(directory: string): readonly string[];
  /** The directory that a file's facts come from at most: its repository's, its package's, or its own. */
  boundaryOf(path: string): string;
}
