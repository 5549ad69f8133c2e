import type { FileModel } from '../../protocol/model.js';

/**
 * Names of a file's functions that run where no signal arrives: kernel threads of a file that allows none, and work
 * items, with the functions that only these call. An interruptible wait there only keeps the task out of the load
 * average.
 */
export function signalFreeFunctions(model: FileModel): ReadonlySet<string> {
  const { outline = [] } = model;
  const text = model.text.replace(COMMENT, (comment) => ' '.repeat(comment.length));
  const names = new Set<string>();
  for (const { name, range } of outline) if (DAEMON.test(text.slice(...range))) names.add(name);
  if (ALLOWS.test(text)) return names;
  for (const match of text.matchAll(STARTS)) {
    const list = argumentsFrom(text, match.index + match[0].length);
    for (const [name] of list.matchAll(/[A-Za-z_]\w*/g)) names.add(name);
  }
  for (const { name, range } of outline) {
    const source = text.slice(...range);
    if (THREAD.test(source) || WORK.test(source)) names.add(name);
  }
  if (names.size > 0) addHelpers(text, outline, names);
  return names;
}

type Outline = NonNullable<FileModel['outline']>;

/** Adds, to a fixed point, the functions that are mentioned in no other function than those of `names`. */
function addHelpers(text: string, outline: Outline, names: Set<string>): void {
  const locals = new Set(outline.flatMap(({ name, isLocal }) => (isLocal ? [name] : [])));
  const users = new Map<string, Set<string>>();
  const use = (name: string, user: string): void => {
    if (name !== user && locals.has(name)) users.set(name, (users.get(name) ?? new Set()).add(user));
  };
  let end = 0;
  for (const { name: user, range } of outline) {
    // in a table of operations anybody may call it; a prototype says nothing
    for (const [, name] of text.slice(end, range[0]).matchAll(/([A-Za-z_]\w*)(?!\w|\s*\()/g)) use(name!, '');
    for (const [name] of text.slice(...range).matchAll(/(?<![.>]\s*)\b[A-Za-z_]\w*/g)) use(name, user);
    end = range[1];
  }
  for (const [, name] of text.slice(end).matchAll(/([A-Za-z_]\w*)(?!\w|\s*\()/g)) use(name!, '');
  for (let size = -1; size !== names.size;) {
    size = names.size;
    for (const [name, by] of users) if ([...by].every((user) => names.has(user))) names.add(name);
  }
}

const COMMENT = /\/\*[^]*?\*\/|\/\/[^\n]*/g;

const ALLOWS = /\b(allow_signal|allow_kernel_signal|siginitsetinv|kernel_sigaction)\s*\(/;

const STARTS =
  /\b(kthread_(run|create)\w*|kernel_thread|kthread_(delayed_)?init_work|kthread_init_(delayed_)?work|(INIT|DECLARE)_(DELAYED_|DEFERRABLE_|RCU_)?WORK\w*|PREPARE_WORK|(devm_)?request_threaded_irq)\s*\(/g;

const THREAD =
  /\b(kthread_should_(stop|park)|kthread_freezable_should_stop|kthread_parkme|set_freezable|try_to_freeze|kthread_complete_and_exit|daemonize)\s*\(/;

/**
 * A thread of the 2.6 kernels, which blocks every signal first. If it lets SIGKILL through, only the shutdown sends it
 * one, and then it has no more work to do wrongly.
 */
const DAEMON = /\bdaemonize\s*\(/;

/** Whoever takes a work item runs in a worker, wherever the item is made. */
const WORK = /^[^{]*\(\s*struct\s+(work_struct|kthread_work)\s*\*\s*\w+\s*\)\s*\{/;

const LONGEST = 600;

/** The text up to the parenthesis that closes the list opened just before. */
function argumentsFrom(text: string, start: number): string {
  let depth = 1;
  for (let at = start; at < Math.min(text.length, start + LONGEST); at++) {
    const character = text[at];
    if (character === '(') depth++;
    else if (character === ')' && --depth === 0) return text.slice(start, at);
  }
  return '';
}
