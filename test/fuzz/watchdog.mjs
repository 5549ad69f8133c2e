import { once } from 'node:events';
import { clearTimeout } from 'node:timers';
import { Worker } from 'node:worker_threads';
import { LIMIT_MS } from './judge.mjs';

/** Both ways to take an input may use their time. */
const PATIENCE_MS = 2 * LIMIT_MS;

/** Judges inputs in a thread that is ended when one of them hangs, or that an input may kill. */
export function createWatchdog(file = new URL('./worker.mjs', import.meta.url), patience = PATIENCE_MS) {
  let worker;
  const stop = async () => {
    await worker?.terminate();
    worker = undefined;
  };
  const judge = async (input) => {
    worker ??= await start(file);
    const faults = await answerOf(worker, input, patience);
    if (faults.isDead) await stop();
    return faults.list;
  };
  return { judge, stop };
}

async function start(file) {
  const worker = new Worker(file, { resourceLimits: { maxOldGenerationSizeMb: 1500 } });
  await once(worker, 'message');
  return worker;
}

function answerOf(worker, input, patience) {
  return new Promise((resolve) => {
    const end = (faults) => {
      clearTimeout(timer);
      worker.off('message', onAnswer).off('error', onError).off('exit', onExit);
      resolve(faults);
    };
    const timer = setTimeout(
      () => end({ isDead: true, list: [`no answer within ${patience / 1000} s`] }),
      patience,
    );
    const onAnswer = ({ faults }) => end({ isDead: false, list: faults });
    const onError = (error) => end({ isDead: true, list: [`the thread died: ${error.stack}`] });
    const onExit = (code) => end({ isDead: true, list: [`the thread ended with ${code}`] });
    worker.on('message', onAnswer).on('error', onError).on('exit', onExit);
    worker.postMessage(input);
  });
}
