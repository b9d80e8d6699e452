/**
 * A text as a PowerShell string that nothing in it can leave. Log content is hostile, and PowerShell takes the typographic quotes ‘ ’ ‚ ‛ for
 * single quotes too, so each kind is doubled. Control and
 * direction characters have no place in a name and are dropped.
 *
 * @source https://learn.microsoft.com/powershell/module/microsoft.powershell.core/about/about_quoting_rules
 */
export function powershellString(text: string): string {
  return `'${text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').replace(/['\u2018\u2019\u201a\u201b]/g, '$&$&')}'`;
}
