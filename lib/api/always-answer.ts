import type { HttpHandler } from '@azure/functions';

/**
 * A handler that answers, whatever happens. Where HTTP is streamed, the library answers nobody whose handler throws: whoever asked would wait for four minutes.
 *
 * @source https://github.com/Azure/azure-functions-nodejs-library/issues/324
 */
export function alwaysAnswer(handler: HttpHandler): HttpHandler {
  return async (request, context) => {
    try {
      return await handler(request, context);
    } catch (error) {
      context.error(error);
      return { status: 500 };
    }
  };
}
