/** The function app: loading this file registers every function. */
import './conclude-open-sessions.js';
import './dashboard.js';
import './delete-tenants.js';
import './find-lost-uploads.js';
import './go-on-rediagnosing.js';
import './http-api.js';
import './ingest-inventory.js';
import './ingest-log.js';
import './telemetry.js';
import './refresh-fleet.js';
import './tell-standing.js';
import './tell-waiting.js';
import './trim-tables.js';
import './watch-inventory.js';
import './watch-logs.js';
import './watch-servers.js';
