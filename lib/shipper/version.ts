/** Of the shipper, as package.json says; a packaged executable has no such file to look into. */
export const VERSION = '0.1.0';
