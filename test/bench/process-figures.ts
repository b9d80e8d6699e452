import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface ProcessFigures {
  readonly cpuSeconds: number;
  /** The most memory that it held at once, with those pages of the executable that it used and the system may take back. */
  readonly peakBytes: number;
  /** What of its memory is its own. */
  readonly ownBytes: number;
}

/** Of Linux's clock for processes. */
const TICKS_PER_SECOND = 100;
/** Fields behind the name: state is the first, user and system time the 12th and 13th. */
const USER_TIME = 11;

/** By /proc, which only Linux has; `undefined` once the process has ended. */
export function processFigures(pid: number): ProcessFigures | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[USER_TIME]) + Number(fields[USER_TIME + 1]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const [peak, own] = ['VmHWM', 'RssAnon'].map((name) => new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]);
    if (peak === undefined || own === undefined) return undefined;
    return { cpuSeconds: ticks / TICKS_PER_SECOND, peakBytes: Number(peak) * 1024, ownBytes: Number(own) * 1024 };
  } catch {
    return undefined;
  }
}
