import { PassThrough, Writable } from 'node:stream';
import xterm from '@xterm/headless';
import type { Io } from '../../../runtime/src/inspect/cli/io.js';
import { until } from './program.js';

/** A terminal with somebody at it. */
export interface FakeTerminal {
  readonly io: Io;
  /** What the screen shows, line by line. */
  lines(): string[];
  /** Comes back when the screen shows that. */
  shows(text: string | RegExp): Promise<void>;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  readonly isRaw: boolean;
  readonly isAlternate: boolean;
  readonly isCursorHidden: boolean;
  readonly stderr: string;
}

export function createTerminal(columns = 120, rows = 16): FakeTerminal {
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  let [isRaw, isCursorHidden, stderr] = [false, false, ''];
  screen.parser.registerCsiHandler({ prefix: '?', final: 'l' }, ([mode]) => hides(mode, true));
  screen.parser.registerCsiHandler({ prefix: '?', final: 'h' }, ([mode]) => hides(mode, false));
  const hides = (mode: unknown, hidden: boolean): false => {
    if (mode === 25) isCursorHidden = hidden;
    return false;
  };
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    setRawMode: (raw: boolean) => void (isRaw = raw),
  });
  const stdout = Object.assign(
    new Writable({ write: (chunk: Buffer, _, done) => screen.write(chunk, done) }),
    {
      isTTY: true,
      columns,
      rows,
    },
  );
  const lines = (): string[] => {
    const { active } = screen.buffer;
    return Array.from({ length: screen.rows }, (_, y) => active.getLine(y)?.translateToString(true) ?? '');
  };
  return {
    io: {
      stdin: stdin as unknown as NodeJS.ReadStream,
      stdout: stdout as unknown as NodeJS.WriteStream,
      stderr: new Writable({ write: (chunk: Buffer, _, done) => done(void (stderr += chunk.toString())) }),
    },
    lines,
    shows: (text) =>
      until(() => lines().some((line) => (typeof text === 'string' ? line.includes(text) : text.test(line)))),
    press: (keys) => void stdin.write(keys),
    resize(newColumns, newRows) {
      screen.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows }).emit('resize');
    },
    get isRaw() {
      return isRaw;
    },
    get isAlternate() {
      return screen.buffer.active.type === 'alternate';
    },
    get isCursorHidden() {
      return isCursorHidden;
    },
    get stderr() {
      return stderr;
    },
  };
}
