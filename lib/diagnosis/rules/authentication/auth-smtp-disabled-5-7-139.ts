import type { ErrorText } from '../../error-text/error-text.js';
import { replyText, type Reply } from '../../facts/reply.js';
import { rule, type Cause } from '../../rule.js';
import { connectorArgument, namedConnector } from '../../words.js';
import { failedLogonIn } from './logon.js';

/** What Exchange Online says why. */
type Reason = 'tenant' | 'mailbox' | 'basic-authentication' | 'credentials' | 'policy' | 'federation' | 'unnamed';

interface Disabled {
  readonly reason: Reason;
  readonly reply: Pick<Reply, 'code' | 'status' | 'text'>;
}

/** The words behind `535 5.7.139 Authentication unsuccessful,`. They change now and then: what is none of these is `unnamed`. */
const WORDS: readonly (readonly [RegExp, Reason])[] = [
  [/\bSmtpClientAuthentication is disabled for the Tenant\b/i, 'tenant'],
  [/\bSmtpClientAuthentication is disabled for the Mailbox\b/i, 'mailbox'],
  [/\bbasic authentication is disabled\b/i, 'basic-authentication'],
  [/\bcredentials were incorrect\b/i, 'credentials'],
  [/\bsecurity defaults\b|\bconditional access\b|\bdid not meet the criteria\b|\bblocked by your organi[sz]ation\b/i, 'policy'],
  [/\bfederated STS\b/i, 'federation'],
];

const WHY: Readonly<Record<Reason, string>> = {
  tenant: 'The reply says that SMTP AUTH is switched off for the whole tenant. Settled by Get-TransportConfig.',
  mailbox: 'The reply says that SMTP AUTH is switched off for this mailbox. Settled by Get-CASMailbox.',
  'basic-authentication':
    'The reply says that logging on with name and password is switched off. Microsoft retires it for SMTP AUTH, so no setting will bring it back for good.',
  credentials: 'The reply says that name or password is wrong. Settled by logging on to Outlook on the web with them.',
  policy:
    'The reply says that a policy (security defaults or conditional access) forbids this kind of logon. Settled by the sign-in log in Microsoft Entra.',
  federation:
    'The reply says that the organisation’s own federation server could not be asked. Settled by reaching its address from the internet, with TLS 1.2.',
  unnamed: 'The reply names no reason that is known. Settled by the sign-in log in Microsoft Entra.',
};

/** Exchange Online does not let our account submit mail with name and password. */
export const authSmtpDisabled = rule<Disabled>({
  id: 'auth-smtp-disabled-5-7-139',
  title: 'Exchange Online does not accept this logon for sending mail (SMTP AUTH)',
  severity: 'blocker',
  looksFor:
    'The reply “535 5.7.139 Authentication unsuccessful, …” to our AUTH, or “550 5.7.30 Basic authentication is not supported for Client Submission”.',

  needs: ({ sent, logon }) => sent && logon,
  match(session) {
    const logon = session.direction === 'send' ? failedLogonIn(session) : undefined;
    if (logon?.reply === undefined || !isRefusal(logon.reply.status)) return undefined;
    return { evidence: logon.evidence, details: { reason: reasonIn(logon.reply.text), reply: logon.reply } };
  },
  explain({ code, status, text }: ErrorText) {
    if (code === undefined || !isRefusal(status)) return undefined;
    return { reason: reasonIn(text), reply: { code, status, text: text.replace(/^\d{3} 5\.7\.(?:139|30) ?/, '') } };
  },
  keyFact: ({ reason }) => reason,
  sentence: ({ reply }, scene) => `Exchange Online does not accept the logon of ${namedConnector(scene)}: ${replyText(reply)}`,

  causes: ({ reason }): readonly Cause[] => [
    {
      id: reason === 'unnamed' ? 'reason-not-named' : `refused-for-${reason}`,
      likelihood: reason === 'unnamed' ? 'possible' : 'certain',
      why: WHY[reason],
    },
    {
      id: 'wrong-way-for-a-server',
      likelihood: 'likely',
      why: 'SMTP AUTH is made for clients with one mailbox each. A server that passes on mail of many goes by an inbound connector, which needs no password at all.',
    },
  ],

  remedy: (_details, scene) => [
    {
      do: 'In Exchange Online PowerShell, see what is switched off: SmtpClientAuthenticationDisabled; empty at the mailbox means as the tenant.',
      command:
        "Get-TransportConfig | Format-List SmtpClientAuthenticationDisabled; Get-CASMailbox '<mailbox>' | Format-List SmtpClientAuthenticationDisabled",
    },
    {
      do: 'Better than to switch it on: send to the tenant’s own host, where an inbound connector recognises this server by its certificate or address.',
      command: `Set-SendConnector ${connectorArgument(scene)} -SmartHosts '<tenant>.mail.protection.outlook.com' -SmartHostAuthMechanism None`,
      caution:
        'Make the inbound connector in Exchange Online first, or mail to other organisations is refused with 5.7.64. Note the old values.',
      verify: 'The next session on this connector is answered with 250 after RCPT TO.',
      undo: 'The same command with the old values.',
    },
    {
      do: 'Where a device can do nothing else and your policy allows it: switch it on for that one mailbox.',
      command: "Set-CASMailbox '<mailbox>' -SmtpClientAuthenticationDisabled $false",
      caution:
        'For one mailbox with a long password of its own, never for the tenant. Microsoft retires logons with name and password: plan for OAuth or a connector.',
      verify: 'The next session shows 235 after AUTH.',
      undo: "Set-CASMailbox '<mailbox>' -SmtpClientAuthenticationDisabled $true",
    },
  ],

  references: [
    {
      title: 'Enable or disable authenticated client SMTP submission (SMTP AUTH) in Exchange Online',
      url: 'https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/authenticated-client-smtp-submission',
    },
    {
      title: 'Fix issues with printers, scanners, and LOB applications that send email using Microsoft 365',
      url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/fix-issues-with-printers-scanners-and-lob-applications-that-send-email-using-off',
    },
  ],
});

function reasonIn(text: string): Reason {
  return WORDS.find(([words]) => words.test(text))?.[1] ?? 'unnamed';
}

/** 5.7.30 is what came with the end of names and passwords. */
function isRefusal(status: string | undefined): boolean {
  return status === '5.7.139' || status === '5.7.30';
}
