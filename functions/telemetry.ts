import { app } from '@azure/functions';
import { telemetry } from '../lib/services.js';

app.hook.postInvocation(() => {
  telemetry().begin();
});

app.hook.appTerminate(() => telemetry().close());
