import { describe, expect, it } from 'vitest';
import { analyze, type Finding } from '../../../rules/src/analyze.js';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const KEEP = 'this.queue.push({ task, resolve, reject });';

const pool = (end: string, { keep = KEEP, rest = '' } = {}): string => `export class Pool {
  queue = [];
  workers = [];
  run(task) {
    return new Promise((resolve, reject) => {
      ${keep}
      this.next();
    });
  }
  next() {
    const entry = this.queue.shift();
    const worker = entry && this.workers.find((one) => one.isIdle);
    if (worker) worker.run(entry.task).then(entry.resolve, entry.reject);
  }
  ${end}${rest}
}`;
const STOP = 'for (const worker of this.workers) worker.terminate();';

describe('require-finish-wait where the end of an object forgets who waits', () => {
  it.each([
    [`destroy() { ${STOP} } // !!`],
    [`async destroyAll() { await Promise.all(this.workers.map((one) => one.terminate())); } // !!`],
    [`close(callback) { this.removeAllListeners(); ${STOP} callback(); } // !!`],
    [`kill() { this.socket.destroy(); this.stop(); } // !!\n  stop() { ${STOP} }`],
  ])('reports %s', (end) => {
    expectMarked(pool(end));
  });

  it('reports lists of any kind: of made entries, of deferreds, and one that a constant names', () => {
    const end = `terminate() { ${STOP} } // !!`;
    const entry = 'const entry = new Entry(task, resolve, reject);\n      this.queue.push(entry);';
    expectMarked(pool(end, { keep: entry }));
    const rest =
      '\n  idle() {\n    const end = new Deferred();\n    this.idlers.push(end);\n    return end.promise;\n  }';
    expectMarked(pool(end, { keep: 'this.start(task, resolve);', rest }));
    expectMarked(pool(end, { keep: KEEP.replace('.queue', '[symbols.QUEUE]') }));
  });

  it.each([
    [
      'it rejects them',
      `destroy() { ${STOP} this.queue.splice(0).forEach((one) => one.reject(new Error('over'))); }`,
      '',
    ],
    [
      'a method of it does',
      `destroy() { ${STOP} this.sweep(); }`,
      '\n  sweep() { for (const one of this.queue) one.reject(); }',
    ],
    [
      'a listener goes over all',
      `destroy() { ${STOP} }`,
      "\n  open() { this.worker.on('exit', () => { for (const one of this.queue) one.reject(); }); }",
    ],
    ['others may see to it', `destroy() { ${STOP} this.emit('end'); }`, ''],
    ['a method that is not in sight may', `destroy() { ${STOP} this.finish(); }`, ''],
    ['it waits until all is done', `async destroy() { await this.idle(); ${STOP} }`, ''],
    ['it ends one of many', `close(worker) { worker.terminate(); }`, ''],
    ['it is no end', `shrink() { ${STOP} }`, ''],
    ['nothing is ended for good', 'close() { this.isOpen = false; }', ''],
    ['the class is another', '', `\n}\nexport class Other {\n  destroy() { ${STOP} }`],
  ])('is silent where %s', (_, end, rest) => {
    expectMarked(pool(end, { rest }));
  });

  const told = (code: string): readonly Finding[] =>
    analyze(code, 'javascript', { rules: { [RULE]: { promises: true } } }).findings.filter(({ message }) =>
      message.includes('ends what would have settled'),
    );

  it('is silent where each wait has a limit of its own', () => {
    const keep = `${KEEP}\n      setTimeout(reject, 500);`;
    expect(told(pool(`destroy() { ${STOP} }`, { keep }))).toEqual([]);
  });

  it('tells who hangs', () => {
    const [found] = told(pool(`destroy() { ${STOP} }`));
    expect(found?.message).toContain("'this.queue'");
    expect(found?.interleaving).toHaveLength(3);
  });
});
