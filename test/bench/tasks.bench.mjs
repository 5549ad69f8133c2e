/** The hand-off inside spawned tasks: with the task passed, and with async context against a bare loop in it. */
import { spawn, waitEvent, wakeUp, WaitQueue } from 'waitq';
import { contenders } from './contenders.mjs';
import { comparePairs, row } from './pairs.mjs';

const bare = await contenders['bare promise']();

/** One side of the pair a task; `start` spawns it. */
function handOffIn(start) {
  return async (count) => {
    const [a, b] = [new WaitQueue('a'), new WaitQueue('b')];
    let turn = 0;
    const other = start('other', async (options) => {
      for (let i = 0; i < count; i += 2) {
        await waitEvent(b, () => turn === 1, options);
        turn = 0;
        wakeUp(a);
      }
    });
    const one = start('one', async (options) => {
      for (let i = 0; i < count; i += 2) {
        turn = 1;
        wakeUp(b);
        await waitEvent(a, () => turn === 0, options);
      }
    });
    await Promise.all([one.done, other.done]);
  };
}

row('', 'time / bare', 'ns', 'bare ns');
const explicit = handOffIn((name, run) => spawn(name, (task) => run({ task })));
const passed = await comparePairs(bare, explicit);
row(
  'task passed: (task) => …, { task }',
  passed.ratio.toFixed(2),
  passed.other.toFixed(0),
  passed.base.toFixed(0),
);

const inContext = (program) => (count) => spawn('bench', () => program(count)).done;
const implicit = handOffIn((name, run) => spawn(name, () => run()));
const found = await comparePairs(inContext(bare), inContext(implicit));
row('task found: () => …', found.ratio.toFixed(2), found.other.toFixed(0), found.base.toFixed(0));
