/** Where the program's words come from and go to. */
export interface Io {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WritableStream;
}

/** Whether somebody sits there who sees a screen and has keys. */
export function isInteractive({ stdin, stdout }: Io): boolean {
  return stdin.isTTY && stdout.isTTY;
}
