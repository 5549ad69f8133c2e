import { quoted } from '../../quoted.js';

/** Whether a text gives a variable something new or called for: made for the job, it goes with it, and its listeners too. */
export function isMadeForJob(text: string, name: string): boolean {
  return new RegExp(
    `(?:const|let|var)\\s+${quoted(name)}\\s*(?::[^=;]*)?=\\s*(?:await\\s+)?(?:new\\s|[\\w$.]+\\()`,
  ).test(text);
}
