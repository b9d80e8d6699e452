/** A moment as people read it, from ISO 8601: `2019-05-28 15:07:00 UTC`. */
export function moment(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
