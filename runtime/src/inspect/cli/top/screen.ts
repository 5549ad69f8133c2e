import ansi from 'ansi-escapes';
import type { Io } from '../io.js';
import type { Key } from './state.js';
import { emitKeypressEvents } from 'node:readline';

/** The whole terminal, taken over until `close`. */
export interface Screen {
  readonly size: { readonly columns: number; readonly rows: number };
  paint(lines: readonly string[]): void;
  /** Gives the terminal back as it was. */
  close(): void;
}

export interface ScreenEvents {
  onKey(key: Key): void;
  onResize(): void;
}

/** Opens the alternate screen with keys unbuffered; the terminal comes back also when the process dies. */
export function openScreen({ stdin, stdout }: Io, { onKey, onResize }: ScreenEvents): Screen {
  const keypress = (_text: string | undefined, key: Key): void => onKey(key);
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on('keypress', keypress);
  stdin.resume();
  stdout.on('resize', onResize);
  stdout.write(ansi.enterAlternativeScreen + ansi.cursorHide + ansi.eraseScreen);
  let isOpen = true;
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    process.off('exit', close);
    stdout.off('resize', onResize);
    stdin.off('keypress', keypress);
    stdin.setRawMode(false);
    stdin.pause();
    stdout.write(ansi.cursorShow + ansi.exitAlternativeScreen);
  };
  process.once('exit', close);
  return {
    get size() {
      return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
    },
    paint(lines) {
      const text = lines.map((line) => ansi.eraseEndLine + line).join('\r\n');
      stdout.write(ansi.cursorTo(0, 0) + text + ansi.eraseDown);
    },
    close,
  };
}
