import { quoted } from '../../quoted.js';

/** Whether a text gives a variable, on its own or in a list of several, something new or called for: made for the job, it goes with it, and its listeners too. */
export function isMadeForJob(text: string, name: string): boolean {
  return new RegExp(
    `(?:(?:const|let|var)\\s+|,\\s*)${quoted(name)}\\s*(?::[^=;]*)?=\\s*(?:await\\s+)?(?:new\\s|[\\w$.]+\\()`,
  ).test(text);
}
