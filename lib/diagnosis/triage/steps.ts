import { CONNECTED, DISCONNECTED, INFORMATION, RECEIVED, SENT } from '../../log/ascii.js';
import type { Direction } from '../../log/record.js';
import {
  BDAT,
  CERTIFICATE,
  COMMAND,
  DATA,
  GO_AHEAD,
  GOOD,
  GOOD_SO_FAR,
  HARMLESS,
  MAIL,
  NO_CLIENT_CERTIFICATE,
  QUIT,
  RCPT,
  RSET,
  TLS_1_2,
  TLS_1_3,
} from './signs.js';

/** What a row is to a session. Any other row is for the rules. */
export const PASSES = 1;
export const ANSWERS = 2;
export const ASKS = 3;
export const INFORMS = 4;

/** Room for signs beside each event. */
const SIGNS = 16;
const EVENTS = SENT - INFORMATION + 1;

/** By event and sign: one look into a table for each row is less than to ask for one after the other. */
export type Steps = Uint8Array;

/** The steps of sessions in which we are the client, or the server. */
export const STEPS: Readonly<Record<Direction, Steps>> = { send: stepsOf(SENT, RECEIVED), receive: stepsOf(RECEIVED, SENT) };

/** Where in {@link Steps} a row's step stands. */
export function stepOf(event: number, sign: number): number {
  return (event - INFORMATION) * SIGNS + sign;
}

function stepsOf(command: number, reply: number): Steps {
  const steps = new Uint8Array(EVENTS * SIGNS);
  const put = (event: number, signs: readonly number[], step: number) => {
    for (const sign of signs) steps[stepOf(event, sign)] = step;
  };
  for (const event of [CONNECTED, DISCONNECTED])
    put(
      event,
      Array.from({ length: SIGNS }, (_, sign) => sign),
      PASSES,
    );
  put(reply, [GOOD], ANSWERS);
  put(reply, [GOOD_SO_FAR, GO_AHEAD], PASSES);
  put(command, [COMMAND, MAIL, RCPT, RSET, DATA, BDAT, QUIT], ASKS);
  put(INFORMATION, [HARMLESS], PASSES);
  put(INFORMATION, [TLS_1_2, TLS_1_3, NO_CLIENT_CERTIFICATE, CERTIFICATE], INFORMS);
  return steps;
}
