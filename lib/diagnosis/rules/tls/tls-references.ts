import type { Reference } from '../../rule.js';

/** Pages that several rules about TLS rest on. */
export const SCHANNEL_ALERTS: Reference = {
  title: 'Schannel error codes for TLS and SSL alerts',
  url: 'https://learn.microsoft.com/windows/win32/secauthn/schannel-error-codes-for-tls-and-ssl-alerts',
};

export const SECURITY_STATUS_CODES: Reference = {
  title: 'COM error codes (security and setup): SEC_E_…',
  url: 'https://learn.microsoft.com/windows/win32/com/com-error-codes-4',
};

export const EXCHANGE_TLS_CONFIGURATION: Reference = {
  title: 'Exchange Server TLS configuration best practices',
  url: 'https://learn.microsoft.com/exchange/plan-and-deploy/post-installation-tasks/security-best-practices/exchange-tls-configuration',
};

export const EXCHANGE_ONLINE_TLS: Reference = {
  title: 'How Exchange Online uses TLS to secure email connections',
  url: 'https://learn.microsoft.com/purview/exchange-online-uses-tls-to-secure-email-connections',
};

export const HYBRID_CERTIFICATES: Reference = {
  title: 'Certificate requirements for hybrid deployments',
  url: 'https://learn.microsoft.com/exchange/certificate-requirements',
};

export const HYBRID_TRANSPORT: Reference = {
  title: 'Transport routing in Exchange hybrid deployments',
  url: 'https://learn.microsoft.com/exchange/transport-routing',
};

export const NEW_CERTIFICATE_NO_MAIL: Reference = {
  title: 'Can’t receive mail in a hybrid environment after you install a new certificate (KB 2989382)',
  url: 'https://learn.microsoft.com/exchange/troubleshoot/email-delivery/cannot-receive-mail-with-new-certificate',
};

export const MAIL_FLOW_INTELLIGENCE: Reference = {
  title: 'Mail flow intelligence: errors of connectors in Microsoft 365',
  url: 'https://learn.microsoft.com/defender-office-365/connectors-mail-flow-intelligence',
};

export const STARTTLS_RFC: Reference = {
  title: 'RFC 3207: SMTP service extension for secure SMTP over TLS',
  url: 'https://www.rfc-editor.org/rfc/rfc3207',
};

export const SEND_CONNECTOR: Reference = {
  title: 'Set-SendConnector',
  url: 'https://learn.microsoft.com/powershell/module/exchange/set-sendconnector',
};

export const RECEIVE_CONNECTOR: Reference = {
  title: 'Set-ReceiveConnector',
  url: 'https://learn.microsoft.com/powershell/module/exchange/set-receiveconnector',
};
