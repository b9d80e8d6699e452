import { powershellString } from '../../lib/diagnosis/powershell.js';

describe('a name of the log in a PowerShell command', () => {
  it.each([
    { said: 'a plain name', text: 'Outbound to Office 365', quoted: "'Outbound to Office 365'" },
    { said: 'an apostrophe', text: "Jan's relay", quoted: "'Jan''s relay'" },
    {
      said: 'a typographic apostrophe, which PowerShell takes for a quote too',
      text: 'Jan’s; Remove-Item C:\\',
      quoted: "'Jan’’s; Remove-Item C:\\'",
    },
    {
      said: 'a variable and a subexpression, which single quotes keep from being run',
      text: '$(Stop-Computer) $env:x `n',
      quoted: "'$(Stop-Computer) $env:x `n'",
    },
    { said: 'a line break', text: 'a\r\nStop-Computer', quoted: "'aStop-Computer'" },
    { said: 'a mark that turns the direction of writing', text: 'a\u202eb', quoted: "'ab'" },
  ])('keeps $said inside its quotes', ({ text, quoted }) => {
    expect(powershellString(text)).toBe(quoted);
  });
});
