// How NodeClient.java talks with a client: a line of JSON in, a line of JSON out. What a step throws is the answer too: the client's
// own words for the server's error.
import { createInterface } from 'node:readline';

// AppAuth logs to the console.
console.log = console.error;

/** The registration that NodeClient.java gives: issuer, clientId, secret, redirectUri. */
export const settings = JSON.parse(process.env.MCX_CLIENT);

/** @param steps authorize({scope, method}) → {url}, callback({url}), refresh({token}), revoke({token}) */
export async function serve(steps) {
  for await (const line of createInterface({ input: process.stdin })) {
    const { step, ...parameters } = JSON.parse(line);
    let answer;
    try {
      answer = await steps[step](parameters);
    } catch (error) {
      answer = { error: error.error ?? error.message };
    }
    process.stdout.write(JSON.stringify(answer ?? {}) + '\n');
  }
}
