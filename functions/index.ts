/** The function app: loading this file registers every function. */
import './conclude-open-sessions.js';
import './find-lost-uploads.js';
import './findings.js';
import './health.js';
import './ingest-log.js';
import './log-files.js';
import './quarantine.js';
import './sessions.js';
import './uploads.js';
