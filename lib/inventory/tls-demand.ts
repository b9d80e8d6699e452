/**
 * How much TLS a probe asks for: `none` as a connector with IgnoreSTARTTLS, `opportunistic` as one without RequireTLS, else the connector's
 * TlsAuthLevel.
 *
 * @source https://learn.microsoft.com/powershell/module/exchange/set-sendconnector#-tlsauthlevel
 */
export const TLS_DEMANDS = ['none', 'opportunistic', 'EncryptionOnly', 'CertificateValidation', 'DomainValidation'] as const;
export type TlsDemand = (typeof TLS_DEMANDS)[number];
