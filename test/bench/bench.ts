import { generateLog } from './log-generator.js';
import { readSessions } from '../../lib/log/read-sessions.js';
import { SessionReader } from '../../lib/log/session-reader.js';
const log = generateLog({ megabytes: Number(process.argv[2] ?? 64) });
console.log(log.bytes.length, log.truth);
for (let i = 0; i < 5; i++) {
  let t = process.cpuUsage();
  let n = 0;
  for (let p = log.bytes.indexOf(10); p >= 0; p = log.bytes.indexOf(10, p + 1)) n++;
  let u = process.cpuUsage(t);
  console.log('floor', (log.bytes.length / u.user).toFixed(0), n);
  t = process.cpuUsage();
  const r = readSessions(log.bytes);
  u = process.cpuUsage(t);
  console.log('readSessions', (log.bytes.length / u.user).toFixed(0), r.counts, r.malformed.slice(0, 3));
  t = process.cpuUsage();
  let rec = 0;
  const reader = new SessionReader({
    onSession: (s) => {
      rec += s.recordCount;
    },
  });
  reader.startFile({ name: 'x' });
  for (let p = 0; p < log.bytes.length; p += 1 << 20) reader.push(log.bytes.subarray(p, p + (1 << 20)));
  reader.end();
  u = process.cpuUsage(t);
  console.log('1 MiB pushes', (log.bytes.length / u.user).toFixed(0), rec);
  t = process.cpuUsage();
  rec = 0;
  const ex = new SessionReader({
    path: 'exact',
    onSession: (s) => {
      rec += s.recordCount;
    },
  });
  ex.startFile({ name: 'x' });
  for (let p = 0; p < log.bytes.length; p += 1 << 16) ex.push(log.bytes.subarray(p, p + (1 << 16)));
  ex.end();
  u = process.cpuUsage(t);
  console.log('exact, 64k pushes', (log.bytes.length / u.user).toFixed(0), rec);
}
