import { parentPort } from 'node:worker_threads';
import { createEngine } from './engine.mjs';
import { judge } from './judge.mjs';

const engine = await createEngine();
parentPort.on('message', (input) => parentPort.postMessage({ faults: judge(engine, input) }));
parentPort.postMessage('ready');
