/** A function of a project's own that sleeps like `sleep_on`, as an entry of its API file. */
export const ownSleep = {
  name: 'my_sleep_on',
  language: 'c',
  action: 'sleep-on',
  family: 'wait',
  queue: { arg: 0, address: 'pointer' },
  state: 'uninterruptible',
  doc: 'Sleeps until woken.',
};
