import { describe, expect, it } from 'vitest';
import { fixed, lint, linesOf, marked, suggested } from './lint.js';

const RULE = 'no-wrong-queue-address';

describe('no-wrong-queue-address in C', () => {
  it('fixes the article’s own mistake, pasted without anything around it', () => {
    const code =
      'void f(void)\n{\n\twait_event(&my_event, (event_present == 1) );\n\twait_event_interruptible(&my_event, (event_present == 1) );\n}\n';
    expect(linesOf(RULE, 'c', code)).toEqual([3, 4]);
    const better = fixed(RULE, 'c', code);
    expect(better).toContain('\twait_event(my_event, (event_present == 1) );');
    expect(lint(RULE, 'c', better)).toEqual([]);
  });

  it.each<[string, string, string]>([
    [
      'a pointer variable where the queue is wanted',
      'void f(wait_queue_head_t *q, int *done)\n{\n\twait_event(q, *done); /* !! */\n}\n',
      'wait_event(*q, *done)',
    ],
    [
      'the address of a pointer',
      'void f(wait_queue_head_t *q, int *done)\n{\n\twait_event(&q, *done); /* !! */\n}\n',
      'wait_event(*q, *done)',
    ],
    [
      'the queue by value where the address is wanted',
      'static DECLARE_WAIT_QUEUE_HEAD(q);\nvoid f(void)\n{\n\twake_up(q); /* !! */\n}\n',
      'wake_up(&q)',
    ],
    [
      'a pointer field of a struct in sight',
      'struct d { wait_queue_head_t *wq; int ok; };\nvoid f(struct d *d)\n{\n\twait_event(d->wq, d->ok); /* !! */\n}\n',
      'wait_event(*d->wq, d->ok)',
    ],
    [
      'a field by value, declared in a union without a name',
      'struct d { union { struct list_head l; wait_queue_head_t wq; }; };\nvoid f(struct d *d)\n{\n\twake_up(d->wq); /* !! */\n}\n',
      'wake_up(&d->wq)',
    ],
    [
      'the lock by address',
      'void f(struct d *d)\n{\n\twait_event_lock_irq(d->wq, d->ok, &d->lock); /* !! */\n}\n',
      'wait_event_lock_irq(d->wq, d->ok, d->lock)',
    ],
    [
      'a head on the stack without _ONSTACK',
      'void f(struct d *d)\n{\n\tDECLARE_WAIT_QUEUE_HEAD(q); /* !! */\n\td->q = &q;\n\twait_event(q, d->ok);\n}\n',
      'DECLARE_WAIT_QUEUE_HEAD_ONSTACK(q)',
    ],
    [
      'a simple queue’s address',
      'void f(struct d *d)\n{\n\tswait_event_exclusive(&d->swq, d->ok); /* !! */\n}\n',
      'swait_event_exclusive(d->swq, d->ok)',
    ],
  ])('reports and fixes %s', (_, code, better) => {
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(fixed(RULE, 'c', code)).toContain(better);
    expect(lint(RULE, 'c', fixed(RULE, 'c', code))).toEqual([]);
  });

  it('reports an entry finished on another queue, and suggests the right one', () => {
    const code = `int f(struct port *port)
{
	DEFINE_WAIT(wait);

	prepare_to_wait(&port->rx_wait, &wait, TASK_UNINTERRUPTIBLE);
	if (!port->count)
		schedule();
	finish_wait(&port->tx_wait, &wait); /* !! */
	return 0;
}
`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(suggested(RULE, 'c', code)).toContain('finish_wait(&port->rx_wait, &wait)');
  });

  it('reports an entry finished on an element of another queue array', () => {
    const code =
      'int f(struct port *port, int i)\n{\n\tDEFINE_WAIT(wait);\n\n\tadd_wait_queue(&port->rx[i], &wait);\n\tremove_wait_queue(&port->tx[i], &wait); /* !! */\n\treturn 0;\n}\n';
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(linesOf(RULE, 'c', code.replace('tx[i]', 'rx[j]'))).toEqual([]);
  });

  it.each([
    ['another struct', 'struct other *d', 'd->wq'],
    ['a struct behind another', 'struct d *d', 'd->parent->wq'],
    ['an unknown type', 'handle_t d', 'd->wq'],
  ])('does not take a field of the same name in %s for the one in sight', (_, parameter, path) => {
    const code = `struct d { wait_queue_head_t *wq; };\nvoid f(${parameter})\n{\n\twait_event(${path}, x);\n\twait_event(&${path}, x); /* !! */\n}\n`;
    expect(linesOf(RULE, 'c', code)).toEqual(marked(code));
    expect(fixed(RULE, 'c', code)).toContain(`\twait_event(${path}, x); /* !! */`);
  });

  it.each<[string, string]>([
    ['the dereferenced pointer', 'wait_event(*q, d->ok);'],
    ['a dereferenced member in parentheses', 'wait_event_timeout(*(d->info->wq), d->ok, HZ);'],
    ['an array element', 'wait_event(d->wqs[i], d->ok);'],
    ['a queue behind a function call', 'wait_event_interruptible(*sk_sleep(d->sk), d->ok);'],
    [
      'macros whose caller writes &',
      'wait_var_event(&d->users, !d->users);\n\trcuwait_wait_event(&d->wait, d->ok, TASK_UNINTERRUPTIBLE);',
    ],
    ['a cookie cast to a queue', 'wake_up((wait_queue_head_t *) data);'],
    ['a local pointer given to a function', 'wake_up(q);'],
    ['a static head inside a function', 'static DECLARE_WAIT_QUEUE_HEAD(once);\n\twait_event(once, d->ok);'],
    [
      'a queue reached through another variable at finish',
      'add_wait_queue(q, &w);\n\tremove_wait_queue(&d->wq, &w);',
    ],
  ])('stays silent about %s', (_, body) => {
    expect(
      lint(RULE, 'c', `void f(struct d *d, wait_queue_head_t *q, int i, void *data)\n{\n\t${body}\n}\n`),
    ).toEqual([]);
  });

  it('stays silent inside macros, whose parameter may be anything', () => {
    expect(
      lint(
        RULE,
        'c',
        '#define my_wait(d, c) wait_event((d)->wq, c)\nvoid f(struct d *d)\n{\n\tmy_wait(d, d->ok);\n\tschedule();\n}\n',
      ),
    ).toEqual([]);
  });
});

describe('no-wrong-queue-address in TypeScript', () => {
  const header =
    "import { WaitQueue, waitEvent, wakeUp } from 'waitq';\nconst q = new WaitQueue('q');\nlet ok = false;\n";

  it.each<[string, string]>([
    ['a spread copy', 'export const f = () => waitEvent({ ...q } as WaitQueue, () => ok); // !!'],
    [
      'a structured clone kept in a variable',
      'const copy = structuredClone(q);\nexport const f = () => waitEvent(copy, () => ok); // !!',
    ],
    ['a queue made in the call', "export const f = () => wakeUp(new WaitQueue('x')); // !!"],
  ])('reports %s', (_, body) => {
    const code = header + body + '\n';
    expect(linesOf(RULE, 'typescript', code)).toEqual(marked(code));
  });

  it('suggests the original of a copy', () => {
    const code = `${header}export const f = () => waitEvent({ ...q }, () => ok);\n`;
    expect(suggested(RULE, 'typescript', code)).toContain('waitEvent(q, () => ok)');
  });

  it.each<[string, string]>([
    ['the queue itself', 'export const f = () => waitEvent(q, () => ok);'],
    [
      'a queue in a property',
      'export class D { #q = new WaitQueue("d"); f() { return waitEvent(this.#q, () => ok); } }',
    ],
    ['a queue of a collection', 'export const f = (qs: WaitQueue[], i: number) => wakeUp(qs[i]!);'],
  ])('stays silent about %s', (_, body) => {
    expect(lint(RULE, 'typescript', `${header}${body}\n`)).toEqual([]);
  });
});

describe('no-wrong-queue-address for Atomics', () => {
  it.each<[string, string]>([
    [
      'a byte offset as the index',
      'export function f(words, view) {\n  Atomics.notify(words, view.byteOffset); // !!\n}',
    ],
    [
      'a loaded value as the index',
      'export function f(words) {\n  Atomics.wait(words, Atomics.load(words, 0), 0); // !!\n}',
    ],
    [
      'an array that is not shared',
      'export function f() {\n  const words = new Int32Array(4);\n  Atomics.wait(words, 0, 0); // !!\n}',
    ],
    [
      'a view of an unshared buffer',
      'const buffer = new ArrayBuffer(8);\nconst words = new Int32Array(buffer);\nexport const f = () => Atomics.notify(words, 0); // !!',
    ],
    [
      'sums of the same parts of which one lacks an offset',
      'export function f(words, field, base) {\n  Atomics.wait(words, base.start + field.position, 0); // !!\n}\nexport function g(words, field) {\n  Atomics.notify(words, HEADER + field.position); // !!\n}',
    ],
    [
      'a notify beside the word that was stored to',
      'export const f = (words) => Atomics.wait(words, 3, 0);\nexport function g(words) {\n  Atomics.store(words, 3, 1);\n  Atomics.notify(words, 4); // !!\n}',
    ],
  ])('reports %s', (_, code) => {
    expect(linesOf(RULE, 'javascript', code)).toEqual(marked(code));
  });

  it('suggests the word that was stored to', () => {
    const code =
      'export const f = (words) => Atomics.wait(words, 3, 0);\nexport function g(words) {\n  Atomics.store(words, 3, 1);\n  Atomics.notify(words, 4);\n}';
    expect(suggested(RULE, 'javascript', code)).toContain('Atomics.notify(words, 3)');
  });

  it.each<[string, string]>([
    ['a shifted offset', 'export const f = (words, view) => Atomics.notify(words, view.byteOffset >> 2);'],
    [
      'a divided offset',
      'export const f = (words, view) => Atomics.notify(words, view.byteOffset / Int32Array.BYTES_PER_ELEMENT);',
    ],
    [
      'different constant indexes',
      'export function f(words) {\n  Atomics.wait(words, 0, 0);\n  Atomics.notify(words, 1);\n}',
    ],
    [
      'the same sum with different variables',
      'export function f(words, a, b) {\n  Atomics.wait(words, 8 + a.slot, 0);\n  Atomics.notify(words, 8 + b.slot);\n}',
    ],
    [
      'a view of shared memory',
      'const buffer = new SharedArrayBuffer(8);\nconst words = new Int32Array(buffer);\nexport const f = () => Atomics.wait(words, 0, 0);',
    ],
    [
      'a view of memory from elsewhere',
      'export function f({ buffer }) {\n  const words = new Int32Array(buffer);\n  Atomics.wait(words, 0, 0);\n}',
    ],
  ])('stays silent about %s', (_, code) => {
    expect(lint(RULE, 'javascript', code)).toEqual([]);
  });
});
