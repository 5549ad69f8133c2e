import { describe, expect, it } from 'vitest';
import { marked, promiseLines } from './lint.js';

const RULE = 'require-finish-wait';
const expectMarked = (code: string): void => expect(promiseLines(RULE, code)).toEqual(marked(code));

const client = (
  enter: string,
  {
    id = 'this.next++',
    answer = 'this.calls.get(message.id)?.resolve(message.value);',
    made = 'new Map()',
  } = {},
): string => `export class Client {
  next = 0;
  calls = ${made};
  ask(question) {
    const id = ${id};
    return new Promise((resolve, reject) => {
      ${enter}
      this.port.postMessage({ id, question });
    });
  }
  answered(message) {
    ${answer}
  }
}`;
const SET = 'this.calls.set(id, { resolve, reject });';

describe('require-finish-wait where the entries of requests stay in their table', () => {
  it.each([
    [client(`${SET} // !!`)],
    [
      client('this.calls.set(id, resolve); // !!', {
        answer: 'const settle = this.calls.get(message.id);\n    settle(message);',
      }),
    ],
    [client(`${SET} // !!`, { id: 'createId()' })],
    [
      client('this.calls[id] = resolve; // !!', {
        made: '{}',
        answer: 'this.calls[message.id](message.value);',
      }),
    ],
  ])('reports %s', (code) => {
    expectMarked(code);
  });

  it('reports resolvers that were taken out of their executor', () => {
    expectMarked(`const answers = new Map();
let last = 0;
export function ask(worker) {
  let settle;
  const answer = new Promise((resolve) => { settle = resolve; });
  answers.set(++last, settle); // !!
  worker.postMessage(last);
  return answer;
}
export const onAnswer = ({ data }) => answers.get(data.id)(data.value);`);
  });

  it.each([
    [
      'the answer takes it out',
      client(SET, { answer: 'this.calls.get(message.id).resolve();\n    this.calls.delete(message.id);' }),
    ],
    [
      'a slot is emptied',
      client('this.calls[id] = resolve;', {
        made: '{}',
        answer: 'this.calls[message.id]();\n    this.calls[message.id] = null;',
      }),
    ],
    [
      'a property is deleted',
      client('this.calls[id] = resolve;', {
        made: '{}',
        answer: 'this.calls[message.id]();\n    delete this.calls[message.id];',
      }),
    ],
    [
      'others are given the table',
      client(SET, { answer: 'settle(this.calls, message);\n    this.calls.get(message.id);' }),
    ],
    [
      'the table is made anew',
      client(SET, {
        answer: 'this.calls.get(message.id).resolve();\n    if (message.isLast) this.calls = new Map();',
      }),
    ],
    ['one name takes the place of itself', client(SET, { id: 'question.name' })],
    ['the table forgets', client(SET, { made: 'new LRU()' })],
    ['nobody looks there', client(SET, { answer: 'log(message);' })],
  ])('is silent where %s', (_, code) => {
    expectMarked(code);
  });
});
