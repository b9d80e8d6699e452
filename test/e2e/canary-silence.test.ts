import { canaryCommand } from '../../lib/cli/canary-command.js';
import { recordingTerminal } from '../cli/recording-terminal.js';
import { runningMailflow } from './running-mailflow.js';

/** Nobody is told of a new blob, as where an event subscription names a function that there is not. */
const mailflow = runningMailflow({ blobPollMilliseconds: 3_600_000 });

describe('the canary of an installation whose events lead nowhere', () => {
  it('is silent, and whoever deploys is told where to look', async () => {
    // The first look for blobs comes at once; it must be over before there is one.
    await mailflow().host.idle();
    const terminal = recordingTerminal();
    const options = { api: mailflow().host.url, token: await mailflow().administrate(), tenant: 'mailflow-canary', within: 3 };
    expect(await canaryCommand(options, terminal)).toBe(1);
    expect(terminal.said).toEqual([]);
    expect(terminal.complained.join('\n')).toMatch(/nothing was found for 3 s, though the log is uploaded.*azd hooks run postdeploy/s);
  });
});
