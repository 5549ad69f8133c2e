import { describe, expect, it } from 'vitest';
import { analyze } from '../../../rules/src/analyze.js';
import { marked, promiseLines } from './lint.js';

const RULE = 'no-check-then-sleep';

describe('no-check-then-sleep with the option promises', () => {
  const withJob = (listen: string): string => `export async function run(job, signal) {
  signal.throwIfAborted();
  const work = job(signal);
  const aborted = new Promise((_, reject) => {
    ${listen}
  });
  return Promise.race([work, aborted]);
}
`;
  const LISTEN = `signal.addEventListener('abort', () => reject(signal.reason), { once: true });`;

  it.each<[string, string]>([
    ['a given function that runs between the look at a signal and the listener', withJob(`${LISTEN} // !!`)],
    [
      'an await there',
      `export async function open(path, { signal }) {
  if (signal.aborted) throw signal.reason;
  const file = await load(path);
  const stopped = new Promise((resolve) => signal.addEventListener('abort', resolve)); // !!
  return { file, stopped };
}
`,
    ],
    [
      'an answer that may come while the question is sent',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  await socket.write(question);
  const [answer] = await once(socket, 'data'); // !!
  return answer;
}
`,
    ],
    [
      'the same through a function of the file and a promise',
      `export async function ask(timely, socket, lines) {
  const send = async (line) => {
    await timely(socket.write(line));
  };
  for (const line of lines) await send(line);
  return await timely(new Promise((resolve) => socket.once('data', resolve))); // !!
}
`,
    ],
    [
      'a wait that the answer of an awaited call decides about',
      `export async function closeWindow(windows, events, name) {
  const reconnects = await windows.close(name);
  windows.forget(name);
  if (reconnects) {
    const reconnected = new Promise((resolve) => events.once('reconnected', resolve)); // !!
    await reconnected;
  }
}
`,
    ],
  ])('reports %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual(marked(code));
    expect(promiseLines(RULE, code)).toHaveLength(1);
    expect(analyze(code, 'javascript', { rules: { [RULE]: {} } }).findings).toEqual([]);
  });

  it.each<[string, string]>([
    [
      'a look at the signal after listening',
      withJob(`${LISTEN}\n    if (signal.aborted) reject(signal.reason);`),
    ],
    ['a signal looked at in the same turn', withJob(LISTEN).replace('  const work = job(signal);\n', '')],
    ['functions that nobody gave', withJob(LISTEN).replace('job(signal)', 'begin(signal)')],
    [
      'a listener that is there before the question',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  const answer = once(socket, 'data');
  await socket.write(question);
  return await answer;
}
`,
    ],
    [
      'a question sent after listening, in the same turn',
      `export async function ask(socket, questions) {
  for (const question of questions) {
    await socket.write('next');
    const answer = new Promise((resolve) => socket.once('data', resolve));
    socket.push(question);
    await answer;
  }
}
`,
    ],
    [
      'what is started after the test and before listening',
      `import { once } from 'node:events';
export async function restart(server, settings) {
  const isNew = await settings.ask('new');
  if (isNew) {
    server.restart();
    await once(server, 'ready');
  }
}
`,
    ],
    [
      'a write that is not awaited',
      `import { once } from 'node:events';
export async function ask(socket, question) {
  socket.write(question);
  return await once(socket, 'data');
}
`,
    ],
    [
      'a state tested in the turn in which the listener is added',
      `import { once } from 'node:events';
export async function close(server) {
  await server.close();
  if (server.listening) await once(server, 'close');
}
`,
    ],
    [
      'an answer about how something is to be done',
      `import { once } from 'node:events';
export async function start(server, settings) {
  const isLoud = await settings.ask('loud');
  if (isLoud) server.say('starting');
  await once(server, 'ready');
}
`,
    ],
  ])('stays silent about %s', (_, code) => {
    expect(promiseLines(RULE, code)).toEqual([]);
  });
});
