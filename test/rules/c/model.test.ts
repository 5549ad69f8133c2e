import { describe, expect, it } from 'vitest';
import type { ApiEntry } from '../../../rules/src/api/entry.js';
import { lowerC, readAll } from '../../../rules/src/c/lower.js';
import { callNamed, useGrammar } from './show.js';

useGrammar();

function names(text: string, api: readonly ApiEntry[] = []): string[] {
  return lowerC(text, { api }).functions.map((fn) => fn.name);
}

describe('which functions are read', () => {
  it('those that call the wait API, by whole words, outside comments and members', () => {
    expect(
      names(`
        void a(void) { wake_up(q); }
        void b(void) { my_wake_up(q); }
        void c(void) { ops->complete(x); }
        void d(void) { /* schedule(); */ log("schedule()"); }
        void e(void) { x = schedule; }
        void f(void) { current->state = TASK_RUNNING; }`),
    ).toEqual(['a', 'f']);
  });

  it('those that only wake, where an argument may be wrong or somebody waits by hand for that queue', () => {
    const wake = 'void a(void) { wake_up(&d->q[i]); }\nvoid b(void) { wake_up(q); }\n';
    expect(names(wake)).toEqual(['b']);
    expect(names(`${wake}void c(void) { add_wait_queue(&d->other, w); schedule(); }`)).toEqual(['b', 'c']);
    expect(names(`${wake}void c(void) { add_wait_queue(d->q, w); schedule(); }`)).toEqual(['a', 'b', 'c']);
  });

  it('those that only prepare a queue, where the file has several kinds of them', () => {
    const init = 'void a(void) { init_waitqueue_head(&d->q); }\n';
    expect(names(init)).toEqual([]);
    expect(names(`${init}void b(void) { swake_up_one(&d->q); }`)).toEqual(['a', 'b']);
  });

  it('what a wait by macro calls, in its condition or with a word of the protocol', () => {
    expect(
      names(`
        static int ready(void) { return flag; }
        static void log(void) { count++; }
        static void take(void) { spin_lock(&l); }
        void wait(void) { log(); take(); wait_event(q, ready()); }`),
    ).toEqual(['ready', 'take', 'wait']);
  });

  it('no callers of a sleep for some time', () => {
    expect(
      names(`
        static void pause(void) { schedule_timeout_interruptible(HZ); }
        void run(void) { pause(); }`),
    ).toEqual(['pause']);
  });

  it('short functions that a waiter calls, three levels down', () => {
    expect(
      names(`
        int four(void) { return 4; }
        int three(void) { return four(); }
        int two(void) { return three(); }
        int one(void) { return two(); }
        int zero(void) { return one(); }
        int other(void) { return 0; }
        void wait(void) { wait_event(q, zero()); }`),
    ).toEqual(['two', 'one', 'zero', 'wait']);
  });

  it('callers of a static function that sleeps or registers alone', () => {
    expect(
      names(`
        static void nap(void) { set_current_state(TASK_INTERRUPTIBLE); schedule(); }
        static void loop(void) { while (!done) nap(); }
        void run(void) { loop(); }
        static void whole(void) { wait_event(q, done); }
        void user(void) { whole(); }`),
    ).toEqual(['nap', 'loop', 'run', 'whole']);
  });

  it('delays only where they matter: in atomic sections', () => {
    expect(
      names('void a(void) { msleep(10); }\nvoid b(void) { spin_lock(&l); msleep(10); spin_unlock(&l); }'),
    ).toEqual(['b']);
  });

  it('functions that use an API of the project', () => {
    const api: ApiEntry[] = [
      {
        name: 'my_wait',
        language: 'c',
        action: 'wait',
        family: 'wait',
        queue: { arg: 0, address: 'pointer' },
        doc: 'Waits.',
      },
    ];
    const text = 'void a(void) { my_wait(&q); }';
    expect(names(text)).toEqual([]);
    expect(names(text, api)).toEqual(['a']);
    expect(callNamed(lowerC(text, { api }), 'my_wait').api?.action).toBe('wait');
  });
});

describe('what is known about a function', () => {
  it('name, parameters, linkage and ranges', () => {
    const text = 'static int\nf(struct dev *dev, int (*cb)(void *), char buf[4], ...)\n{\n\tschedule();\n}';
    const [fn] = lowerC(text).functions;
    expect(fn).toMatchObject({
      name: 'f',
      parameters: ['dev', 'cb', 'buf'],
      isLocal: true,
      range: [0, text.length],
    });
    expect(text.slice(...fn!.nameRange)).toBe('f');
  });

  it('parameters of old-style and macro definitions', () => {
    const [old] = lowerC('f(a, b)\n\tint a;\n\tstruct x *b;\n{ schedule(); }').functions;
    expect(new Set(old!.parameters)).toEqual(new Set(['a', 'b']));
    const [call] = lowerC('SYSCALL_DEFINE2(f, int, fd, char __user *, buf) { schedule(); }').functions;
    expect(call).toMatchObject({ name: 'f', parameters: ['fd', 'buf'] });
  });

  it('calls of functions of the file lead to them', () => {
    const model = lowerC('static int ready(void) { return x; }\nvoid f(void) { wait_event(q, ready()); }');
    expect(callNamed(model, 'ready').target).toBe(0);
    expect(callNamed(model, 'wait_event').target).toBeUndefined();
  });

  it('ranges count in UTF-16 units of the whole text', () => {
    const text = '/* \u{1F600} \ufffd */\r\nvoid f(void)\r\n{\r\n\twait_event(dev->wq, a);\r\n}\r\n';
    const call = callNamed(lowerC(text), 'wait_event');
    expect(text.slice(...call.range)).toBe('wait_event(dev->wq, a)');
    expect(text.slice(...call.args[0]!.range)).toBe('dev->wq');
  });
});

describe('text that is no C', () => {
  it.each([
    ['nothing', ''],
    ['NUL bytes', 'void f(void) { wake_up(&q);\0\0 }'],
    ['a comment that stays open', 'void f(void) { wake_up(&q); } /*'],
    ['a string that stays open', 'void f(void) { wake_up("a); }\n}'],
    ['words', 'wake_up wait_event ( { schedule() }'],
    ['only closing braces', '}}}}\nvoid f(void) { wake_up(&q); }'],
  ])('%s', (_, text) => {
    expect(() => lowerC(text)).not.toThrow();
  });

  it('keeps the functions around one that is broken', () => {
    const model = lowerC(
      'void a(void)\n{\n schedule();\n}\n\nvoid b(void)\n{\n if (x) {\n wake_up(q);\n}\n\nvoid c(void)\n{\n wake_up(q);\n}\n',
    );
    expect(model.functions.map((fn) => fn.name)).toEqual(['a', 'c']);
    expect(model.problems.map((problem) => problem.message)).toEqual([
      "the braces of 'b' do not match; the function is left out",
    ]);
  });

  it.each([
    ['parentheses', `x = ${'('.repeat(5000)}1${')'.repeat(5000)};`],
    ['if', 'if (a) '.repeat(900) + ';'],
    ['blocks', '{'.repeat(5000) + '}'.repeat(5000)],
    ['else if', 'if (a) b(); else '.repeat(5000) + ';'],
    ['&&', `if (${'a() && '.repeat(5000)}1) ;`],
    ['statement expressions', `x = ${'({ '.repeat(2000)}1;${' });'.repeat(2000)}`],
  ])('reports %s nested beyond reason, and reads the next function', (_, statement) => {
    const model = lowerC(`void f(void) { schedule(); ${statement} }\nvoid g(void) { schedule(); }`);
    const [f, g] = model.functions;
    expect(f!.body).toMatchObject({ event: { kind: 'opaque' } });
    expect(g!.body).toMatchObject({ call: { name: 'schedule' } });
    expect(model.problems.map((problem) => problem.message)).toEqual([
      "the body of 'f' could not be read as C",
    ]);
  });

  it('says so of a function that nobody reads, too', () => {
    const model = lowerC(`void f(void) { schedule(); ${'{'.repeat(900)}${'}'.repeat(900)} }`);
    expect(model.problems).toMatchObject([{ message: "the body of 'f' could not be read as C" }]);
  });

  it('reads thousands of functions without keeping their trees', () => {
    const text = 'void f(void) { if (x) schedule(); }\n'.repeat(4000);
    lowerC(text);
    const before = process.memoryUsage().external;
    for (let round = 0; round < 3; round++) {
      const model = lowerC(text);
      readAll(model);
      expect(model.functions).toHaveLength(4000);
    }
    expect(process.memoryUsage().external - before).toBeLessThan(3e6);
  });
});
