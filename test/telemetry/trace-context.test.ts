import { currentTrace, inTrace, traceparentOf } from '../../lib/telemetry/trace-context.js';
import { TRACEPARENT } from './told.js';

describe('a trace', () => {
  it('goes with the work through whatever it awaits, and is handed on as it came', async () => {
    const seen = await inTrace(TRACEPARENT, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return currentTrace();
    });
    expect(seen && traceparentOf(seen)).toBe(TRACEPARENT);
    expect(currentTrace()).toBeUndefined();
  });

  it.each([
    undefined,
    '',
    'ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    '00-00000000000000000000000000000000-b7ad6b7169203331-01',
    '00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01',
    '00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01',
    `${TRACEPARENT}\r\nx-ms-meta-evil: 1`,
  ])('that is none is left out: %j', (traceparent) => {
    expect(inTrace(traceparent, currentTrace)).toBeUndefined();
  });
});
