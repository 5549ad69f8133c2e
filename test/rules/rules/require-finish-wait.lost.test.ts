import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

describe('require-finish-wait where a waiter has left its list and what is made for it fails', () => {
  const pool = (serve: string): string => `export class Pool {
  waiting = [];
  borrow() {
    return new Promise((resolve) => this.waiting.push(resolve));
  }
  async serve() {
    const next = this.waiting.shift();
    if (next === undefined) return;
    ${serve}
  }
}`;

  it.each([
    ['next(await this.make()); // !!'],
    ['const made = await this.make(); // !!\n    next(made);'],
    ['const made = await this.make(); // !!\n    this.waiting.unshift(next);'],
  ])('reports %s', (serve) => expectMarked(pool(serve)));

  it.each([
    ['try { next(await this.make()); } catch (error) { next(Promise.reject(error)); }'],
    ['next(this.make());'],
    ['next(1);\n    await this.make();'],
    ['throw new Error(`no ${next}`);'],
    ['if (next) next(1);\n    await this.make();'],
  ])('stays silent about %s', (serve) => expectMarked(pool(serve)));

  it('stays silent where the waiter is taken when the job has failed', () => {
    expectMarked(`export class Mutex {
  waiting = [];
  async run(job) {
    if (this.isTaken) await new Promise((resolve) => this.waiting.push(resolve));
    this.isTaken = true;
    try {
      return await job();
    } finally {
      this.isTaken = false;
      const next = this.waiting.shift();
      if (next) next();
    }
  }
}`);
  });
});

describe('require-finish-wait where the end of a line takes no notice of who waits for an answer', () => {
  const client = (close: string, rest = '', keep = ''): string => `export class Client {
  constructor(socket) {
    this.pending = {};
    this.socket = socket;
    socket.on('message', (message) => {
      const { id, value } = JSON.parse(message);
      this.pending[id].resolve(value);
      delete this.pending[id];
    });
    ${close}
  }
  ask(id, question) {
    return new Promise((resolve, reject) => {
      this.pending[id] = { resolve, reject };${keep}
      this.socket.send(question);
    });
  }${rest}
}`;

  it('reports it', () => {
    expectMarked(client("socket.on('close', () => { this.isOpen = false; }); // !!"));
  });

  it('reports it where the line is opened again, and of a map', () => {
    expectMarked(`export class Client {
  pending = new Map();
  connect() {
    this.socket = open();
    this.socket.addEventListener('message', ({ data }) => this.pending.get(data.id)?.resolve(data));
    this.socket.addEventListener('close', () => { // !!
      this.emit('gone');
      setTimeout(() => this.connect(), 1000);
    });
  }
  ask(id, limit) {
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      if (limit) {
        this.pending.get(id).timer = setTimeout(() => { this.pending.delete(id); reject(new Error()); }, limit);
      }
      this.socket.send(id);
    });
  }
}`);
  });

  const gone = "socket.on('close', () => { this.isOpen = false; });";
  it.each([
    ["socket.on('close', () => { for (const one of Object.values(this.pending)) one.reject(); });", ''],
    ["socket.on('close', () => this.end());", '\n  end() {\n    this.pending.all.reject();\n  }'],
    ["socket.on('close', () => this.elsewhere());", ''],
    [gone, '\n  close() {\n    for (const id in this.pending) this.pending[id].reject();\n  }'],
    ["process.on('exit', () => { this.isOpen = false; });", ''],
  ])('stays silent about %s', (close, rest) => expectMarked(client(close, rest)));

  it('stays silent where time ends each wait', () => {
    expectMarked(client(gone, '', '\n      setTimeout(() => { delete this.pending[id]; reject(); }, 500);'));
  });
});

describe('require-finish-wait where a timer is kept by what it gives', () => {
  const race = (
    timer: string,
    imports = 'setTimeout as delay',
  ): string => `import { ${imports} } from 'node:timers/promises';
export async function first(job, ms) {
  let timer;
  return Promise.race([
    job.then((it) => { clearTimeout(timer); return it; }),
    (async () => {
      ${timer}
      throw new Error('too late');
    })(),
  ]);
}`;

  it('reports it', () => expectMarked(race('timer = await delay(ms); // !!')));

  it.each([
    ['await new Promise((resolve) => { timer = setTimeout(resolve, ms); });'],
    ['timer = delay(ms);\n      await timer;'],
    ['timer = await job.find(ms);'],
  ])('stays silent about %s', (timer) => expectMarked(race(timer)));
});

describe('require-finish-wait where a question fails whose answer is waited for', () => {
  const link = (ask: string): string => `export function open(socket, limited) {
  const waitForAnswer = async (id, ms) => {
    let onAnswer;
    try {
      return await limited(ms, (resolve) => {
        onAnswer = resolve;
        socket.on(\`answer:\${id}\`, onAnswer);
      });
    } finally {
      socket.off(\`answer:\${id}\`, onAnswer);
    }
  };
  const send = async (question) => { await socket.write(question); };
  const ask = async (id, question) => {
    ${ask}
  };
  return { ask };
}`;

  it('reports a wait that is begun before and left', () => {
    expectMarked(
      link('const answer = waitForAnswer(id, 500); // !!\n    await send(question);\n    return answer;'),
    );
  });

  it.each([
    ['await send(question);\n    return waitForAnswer(id, 500);'],
    ['const [answer] = await Promise.all([waitForAnswer(id, 500), send(question)]);\n    return answer;'],
    [
      'const answer = waitForAnswer(id, 500);\n    try { await send(question); } catch (error) { await answer; throw error; }\n    return answer;',
    ],
  ])('stays silent about %s', (ask) => expectMarked(link(ask)));
});

describe('require-finish-wait where an entry holds what runs when its turn comes', () => {
  const lock = (onTimeout: string, mark = ''): string => `export class Lock {
  lock(queue, ms, task) {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { ${onTimeout} }, ms);
      const start = async () => {
        clearTimeout(timer);
        resolve(await task());
      };
      queue.set(task, { task, start });${mark}
    });
  }
}`;

  it('reports one that the end of its time leaves', () => {
    const code = lock("reject(new Error('too late'));", ' // !!');
    const lines = promiseLines(RULE, code);
    expect(lines).toContain(marked(code)[0]);
  });

  it('stays silent where it is taken away', () => {
    const lines = promiseLines(RULE, lock("queue.delete(task); reject(new Error('too late'));"));
    expect(lines).not.toContain(8);
  });
});
