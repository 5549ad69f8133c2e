import { afterAll, afterEach, beforeAll } from 'vitest';
import { openEditor, screenshot, type Editor } from './editor.js';

/**
 * One editor for all tests of a file, see `openEditor`. It is closed after the last one; of a test that fails it leaves
 * a picture. `prepare` is called before the first one.
 */
export function useEditor(
  files: Readonly<Record<string, string>>,
  prepare: (editor: Editor) => void | Promise<void> = () => undefined,
): Omit<Editor, 'close'> {
  let opened: Editor | undefined;
  const get = (): Editor => {
    if (!opened) throw new Error('no editor before the first test');
    return opened;
  };
  beforeAll(async () => {
    opened = await openEditor(files);
    await prepare(opened);
  });
  afterEach(async ({ task }) => {
    if (opened && task.result?.state === 'fail') await screenshot(opened.page, `failed ${task.name}`);
  });
  afterAll(() => opened?.close());
  return {
    get page() {
      return get().page;
    },
    get workspace() {
      return get().workspace;
    },
    get environment() {
      return get().environment;
    },
  };
}
