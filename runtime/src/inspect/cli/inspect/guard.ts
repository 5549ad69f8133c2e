import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Lets the page of one address in, and nobody else who can reach the port. */
export interface Guard {
  /** The secret part of the address. */
  readonly token: string;
  /**
   * What is asked for below the token, as `events`; a refusal in words otherwise.
   *
   * Other sites may make a browser call a port of this machine, by a name of theirs that leads here or from a page
   * of theirs: `Host`, `Origin` and `Sec-Fetch-Site` give them away, and they do not know the token.
   */
  admit(request: IncomingMessage, port: number): { readonly path: string } | { readonly refusal: string };
}

export function createGuard(): Guard {
  const token = randomBytes(24).toString('base64url');
  const expected = digest(token);
  return {
    token,
    admit({ headers, url = '/' }, port) {
      const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
      if (!hosts.includes(headers.host ?? '')) return { refusal: 'this is not how the page is called' };
      if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
        return { refusal: 'another site may not ask' };
      }
      const from = headers['sec-fetch-site'];
      if (from !== undefined && from !== 'same-origin' && from !== 'none') {
        return { refusal: 'another site may not ask' };
      }
      const [, given = '', path = ''] = /^\/([^/?]*)(?:\/([^?]*))?/.exec(url) ?? [];
      if (!timingSafeEqual(digest(given), expected)) return { refusal: 'the address lacks the right token' };
      return { path };
    },
  };
}

/** Of one length whatever the text, so that a comparison takes the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
