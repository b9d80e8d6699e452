import { z } from 'zod';
import type { Properties } from './powershell/properties.js';
import { TLS_DEMANDS } from './tls-demand.js';

/** What a probe keeps of one exchange: strangers say it, so each part is bounded. */
export const PROBE_LIMITS = {
  /** Addresses that one probe calls. */
  addresses: 8,
  /** Certificates of a chain that are looked at. */
  chain: 10,
  /** Alternative names of one certificate that are kept. */
  names: 100,
  /** Characters of one session's log. */
  log: 128 * 1024,
  /** Questions to DNS: three for the name, and two for each host behind its MX record. */
  questions: 11,
} as const;

const shortText = z.string().max(4096);
const instant = z.iso.datetime();

export const probedCertificateSchema = z.object({
  subject: shortText,
  issuer: shortText,
  serial: shortText,
  /** SHA-1, 40 upper-case hexadecimal digits, as Exchange and Windows name it. */
  thumbprint: z.string().regex(/^[0-9A-F]{40}$/),
  notBefore: instant,
  notAfter: instant,
  names: z.array(z.string().max(255)).max(PROBE_LIMITS.names),
});

export type ProbedCertificate = z.infer<typeof probedCertificateSchema>;

export const probedTlsSchema = z.object({
  /** `TLSv1.2` */
  protocol: z.string().max(40),
  cipher: z.string().max(100),
  /** The other side's certificate first, then those above it, as far as they are known. */
  chain: z.array(probedCertificateSchema).max(PROBE_LIMITS.chain),
  /** Why the chain is not trusted, in OpenSSL's word: `CERT_HAS_EXPIRED`. `null` when it is. */
  distrust: z.string().max(100).nullable(),
  /** The name that the certificate was held against; `null` when none was to be had, as for a bare address. */
  expectedName: z.string().max(253).nullable(),
  nameMatches: z.boolean().nullable(),
});

export type ProbedTls = z.infer<typeof probedTlsSchema>;

export const probeSessionSchema = z.object({
  /** The name behind which the address was found, or the address itself. */
  host: z.string().max(253),
  address: z.string().max(45),
  port: z.int().min(1).max(65_535),
  /** The session as Exchange's send protocol log would have it, header included; what the log can tell is told there and nowhere else. */
  log: z.string().max(PROBE_LIMITS.log),
  /** `null` where TLS never stood. */
  tls: probedTlsSchema.nullable(),
});

export type ProbeSession = z.infer<typeof probeSessionSchema>;

export const dnsQuestionSchema = z.object({
  name: z.string().max(253),
  type: z.enum(['MX', 'A', 'AAAA']),
  /** Addresses, or `10 mx1.contoso.com`. */
  answers: z.array(z.string().max(300)).max(50),
  /** `ENOTFOUND`, `ETIMEOUT` …; `null` when it was answered. */
  error: z.string().max(40).nullable(),
  milliseconds: z.int().nonnegative(),
});

export type DnsQuestion = z.infer<typeof dnsQuestionSchema>;

export const probeResultSchema = z.object({
  id: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  /** As it was named: a host, a domain, or an address. */
  target: z.string().min(1).max(253),
  port: z.int().min(1).max(65_535),
  /** The send connector in whose place the probe stood. */
  connector: z.string().max(256).nullable(),
  demand: z.enum(TLS_DEMANDS),
  startedAt: instant,
  milliseconds: z.int().nonnegative(),
  /** The name servers that were asked; empty for an address. */
  resolvers: z.array(z.string().max(64)).max(16),
  questions: z.array(dnsQuestionSchema).max(PROBE_LIMITS.questions),
  /** Where DNS gave no address, one session that says so. */
  sessions: z.array(probeSessionSchema).min(1).max(PROBE_LIMITS.addresses),
});

/** What one probe saw. Its findings are not part of it: the rules may know better tomorrow. */
export type ProbeResult = z.infer<typeof probeResultSchema>;

export function readProbeResult(item: Properties): ProbeResult | undefined {
  return probeResultSchema.safeParse(item).data;
}
