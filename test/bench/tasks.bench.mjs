/** The hand-off inside spawned tasks: with the task passed, and with async context against a bare loop in it. */
import { spawn, waitEvent, wakeUp, WaitQueue } from 'waitq';
import { contenders } from './contenders.mjs';
import { comparePairs } from './pairs.mjs';
import { compareInProcesses } from './processes.mjs';

const PASSED = 'task passed: (task) => …, { task }';
const FOUND = 'task found: () => …';

await compareInProcesses(import.meta.url, [PASSED, FOUND], async (mode) => {
  const bare = await contenders['bare promise']();
  if (mode === PASSED) {
    return comparePairs(
      bare,
      handOffIn((name, run) => spawn(name, (task) => run({ task }))),
    );
  }
  const inContext = (program) => (count) => spawn('bench', () => program(count)).done;
  return comparePairs(inContext(bare), inContext(handOffIn((name, run) => spawn(name, () => run()))));
});

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
