import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('require-finish-wait and waits that the failure of a job ends', () => {
  const dialog = (end: string): string => `export function nextDialog(page, block) {
  return new Promise((resolve, reject) => {
    const onDialog = (dialog) => { page.off('dialog', onDialog); resolve(dialog); };
    page.on('dialog', onDialog); // ${end.startsWith('block') ? '!!' : ''}
    ${end}
  });
}`;

  it('reports a listener that the failure leaves', () => {
    expectMarked(dialog('block().catch(reject);'));
    expectMarked(dialog('block().catch((error) => reject(error));'));
  });

  it('stays silent where it is taken away, or the job settles nothing', () => {
    expectMarked(dialog("run(block).catch((error) => { page.off('dialog', onDialog); reject(error); });"));
    expectMarked(dialog('run(block).catch(log);'));
    expectMarked(dialog("page.removeAllListeners('dialog'); run(block).catch(reject);"));
  });
});

describe('require-finish-wait and a clean-up that is handed out with the promise', () => {
  const waiting = (caller: string): string => `function waitForPaint(session, ms) {
  let cancel = () => {};
  const promise = new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('late')), ms);
    const onEvent = (event) => { if (event.name === 'paint') { resolve(); cancel(); } };
    session.on('lifecycle', onEvent); // ${caller.includes('.cancel(') ? '' : '!!'}
    cancel = () => {
      session.off('lifecycle', onEvent);
      clearTimeout(timer);
      reject(new Error('cancelled'));
    };
  });
  return { promise, cancel };
}
export async function load(session) {
  const paint = waitForPaint(session, 500);
  ${caller}
}`;

  it('stays silent where the file calls it, and reports where nobody does', () => {
    expectMarked(waiting('await Promise.race([paint.promise, stop()]); paint.cancel();'));
    expectMarked(waiting('await paint.promise;'));
  });
});

describe('require-finish-wait and generators whose reader ends a wait', () => {
  const parallel = (wake: string, around = '', end = ''): string => `import defer from 'p-defer';
export async function* parallel(source, limit) {
  const done = [];
  let room = defer();
  void Promise.resolve().then(async () => {
    for await (const task of source) {
      if (done.length === limit) {
        room = defer();
        await room.promise; // ${around === '' && wake.startsWith('room') ? '!!' : ''}
      }
      done.push(task);
      task().then(() => { ${wake.startsWith('room') ? '' : 'room.resolve();'} });
    }
  });
  ${around}
  while (done.length > 0) {
    yield done.shift();
    ${wake}
  }
  ${end}
}`;

  it('reports one that only reading on ends', () => {
    expectMarked(parallel('room.resolve();'));
  });

  it('stays silent with a finally, and where something else ends it', () => {
    expectMarked(parallel('room.resolve();', 'try {', '} finally { room.resolve(); }'));
    expectMarked(parallel('count();'));
  });
});
