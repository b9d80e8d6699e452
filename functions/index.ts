/** The function app: loading this file registers every function. */
import './certificates.js';
import './conclude-open-sessions.js';
import './find-lost-uploads.js';
import './findings.js';
import './health.js';
import './heartbeats.js';
import './ingest-inventory.js';
import './ingest-log.js';
import './inventory.js';
import './inventory-uploads.js';
import './observations.js';
import './log-files.js';
import './quarantine.js';
import './sessions.js';
import './uploads.js';
import './watch-inventory.js';
import './watch-servers.js';
