import { describe, expect, it } from 'vitest';
import { buildGraph } from '../../../rules/src/protocol/build-graph.js';
import type { FunctionModel } from '../../../rules/src/protocol/model.js';
import { walkPaths } from '../../../rules/src/protocol/paths.js';
import {
  attempt,
  call,
  fail,
  fn,
  forever,
  goto,
  label,
  leave,
  loop,
  not,
  ret,
  risky,
  seq,
  set,
  test,
  when,
  word,
} from './structures.js';

/** Every feasible path as its events and its way out; a path is cut after a dozen events. */
function pathsOf(model: FunctionModel): string[] {
  const found = new Set<string>();
  walkPaths<readonly string[]>(buildGraph(model), {
    start: [],
    key: (trail) => trail.join(' '),
    onEvent: (trail, event) => (trail.length > 12 ? null : [...trail, word(event)]),
    onExit: (trail, exit) => found.add([...trail, exit.kind].join(' ')),
  });
  return [...found].sort();
}

describe('walkPaths', () => {
  it('follows both arms of an if', () => {
    expect(pathsOf(fn(when(test('c'), call('a'), call('b')), ret))).toEqual([
      '?c a() return',
      '?c b() return',
    ]);
  });

  it('evaluates && and || from left to right and stops early', () => {
    const both = { op: 'and', left: test('a'), right: not(test('b')) } as const;
    expect(pathsOf(fn(when(both, call('yes'))))).toEqual(['?a ?b end', '?a ?b yes() end', '?a end']);
  });

  it('knows that correlated branches go the same way', () => {
    const body = fn(when(not(test('noblock')), call('prepare')), when(not(test('noblock')), call('finish')));
    expect(pathsOf(body)).toEqual(['?noblock ?noblock end', '?noblock prepare() ?noblock finish() end']);
  });

  it('forgets a branch when its place is written', () => {
    const body = fn(when(test('x'), call('a')), set('x', 'y'), when(test('x'), call('b')));
    expect(pathsOf(body)).toHaveLength(4);
  });

  it('believes constants assigned to flags', () => {
    const body = fn(
      set('queued', 'false'),
      when(test('c'), seq(call('add'), set('queued', 'true'))),
      when(test('queued'), call('remove')),
    );
    expect(pathsOf(body)).toEqual([
      'queued=false ?c ?queued end',
      'queued=false ?c add() queued=true ?queued remove() end',
    ]);
  });

  it('takes goto forwards and backwards', () => {
    const body = fn(
      label('again', call('a')),
      when(test('p->x'), goto('out')),
      when(test('p->y'), goto('again')),
      ret,
      label('out', call('b')),
    );
    expect(pathsOf(body)).toContain('a() ?p->x b() end');
    expect(pathsOf(body)).toContain('a() ?p->x ?p->y a() ?p->x b() end');
  });

  it('falls through the cases of a switch', () => {
    const body = fn({
      kind: 'switch',
      subject: { op: 'leaf', range: [0, 0], text: 's', before: [], reads: [], calls: [] },
      cases: [
        { isDefault: false, text: '1', body: [call('one')] },
        { isDefault: false, text: '2', body: [call('two'), leave('break')] },
      ],
    });
    expect(pathsOf(body)).toEqual(['?s end', '?s one() two() end', '?s two() end']);
  });

  it('runs finally on return, break, throw and on the normal way', () => {
    const body = fn(
      forever(
        attempt(
          seq(when(test('a'), ret), when(test('b'), leave('break')), when(test('c'), fail)),
          undefined,
          call('finish'),
        ),
      ),
    );
    expect(pathsOf(body)).toContain('?a finish() return');
    expect(pathsOf(body)).toContain('?a ?b finish() end');
    expect(pathsOf(body)).toContain('?a ?b ?c finish() throw');
  });

  it('takes an exception from a rejecting call to the handler, or out through finally', () => {
    expect(pathsOf(fn(attempt(risky('a'), call('caught'))))).toEqual(['a() caught() end', 'a() end']);
    expect(pathsOf(fn(attempt(risky('a'), undefined, call('finish')), call('b')))).toEqual([
      'a() finish() b() end',
      'a() finish() throw',
    ]);
  });

  it('leaves the labelled loop, not the inner one', () => {
    const inner = forever(when(test('p->a'), leave('break', 'outer')));
    const body = fn({ kind: 'loop', testAt: 'before', label: 'outer', body: inner }, call('after'));
    expect(pathsOf(body)).toContain('?p->a after() end');
  });

  it('ends a path at BUG() and at code that never comes back', () => {
    expect(pathsOf(fn(when(test('bad'), call('BUG')), ret))).toEqual(['?bad BUG() never', '?bad return']);
  });

  it('takes a failed prepare_to_wait_event for a finish', () => {
    const prepare = call('prepare_to_wait_event', '&q', '&w', 'S');
    if (prepare.kind !== 'call') throw new Error('a call');
    const tested = { ...prepare, call: { ...prepare.call, use: 'tested' as const } };
    const body = fn(
      tested,
      when(
        {
          op: 'leaf',
          range: [0, 0],
          text: 'prepare_to_wait_event(&q, &w, S)',
          before: [],
          reads: [],
          calls: [tested.call],
        },
        ret,
      ),
      call('schedule'),
    );
    expect(pathsOf(body)).toEqual([
      'finish:prepare_to_wait_event() ?prepare_to_wait_event(&q, &w, S) return',
      'register:prepare_to_wait_event() ?prepare_to_wait_event(&q, &w, S) schedule() end',
    ]);
  });

  it('gives up on a function with too many states, and says so', () => {
    const body = fn(...Array.from({ length: 20 }, (_, i) => when(test(`p->a${i}`), call(`f${i}`))));
    const isComplete = walkPaths<string>(buildGraph(body), {
      start: '',
      key: (s) => s,
      onEvent: (s, e) => `${s} ${word(e)}`,
    });
    expect(isComplete).toBe(false);
  });

  it('does not loop for ever on loops', () => {
    expect(pathsOf(fn(loop(test('p->c'), call('a')), call('b')))).toContain('?p->c a() ?p->c b() end');
  });
});

describe('a question that some events settle', () => {
  /** The trails that reach a call of `goal`, and all calls that were told on the way. */
  function askedOf(model: FunctionModel): { readonly found: string[]; readonly told: string[] } {
    const [found, told] = [new Set<string>(), new Set<string>()];
    walkPaths<readonly string[]>(buildGraph(model), {
      start: [],
      key: (trail) => trail.join(' '),
      isGoal: (event) => word(event) === 'goal()',
      onEvent(trail, event) {
        told.add(word(event));
        if (word(event) === 'goal()') found.add(trail.join(' '));
        return trail.length > 12 ? null : [...trail, word(event)];
      },
    });
    return { found: [...found].sort(), told: [...told].sort() };
  }

  it('is asked along every way to such an event, through loops and behind other ones', () => {
    const twice = fn(when(test('c'), call('a')), loop(test('p->x'), call('goal')), call('goal'));
    expect(askedOf(twice).found).toEqual(
      expect.arrayContaining(['?c ?p->x', '?c a() ?p->x', '?c a() ?p->x goal() ?p->x']),
    );
  });

  it('follows no path from which none can be reached', () => {
    const tail = fn(when(test('c'), seq(call('a'), ret)), call('goal'), when(test('d'), call('b')));
    expect(askedOf(tail)).toEqual({ found: ['?c'], told: ['?c', '?d', 'goal()'] });
    expect(askedOf(fn(call('a'), when(test('c'), call('b'))))).toEqual({ found: [], told: [] });
  });
});
